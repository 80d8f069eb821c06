namespace Holdfast.ReferenceNode;

/// <summary>The orders this project is about.</summary>
public enum CommitOrder
{
    /// <summary>Ask the signer, then store the state: what nodes do. A crash in between forgets what was promised.</summary>
    SignThenWrite = 0,

    /// <summary>Ask whether the signer would, write the intent, ask the signer, store the state: the cure (host/IntentLog/README.md).</summary>
    WriteThenSign = 1,

    /// <summary>
    /// Ask whether the signer would, take the HTLC signatures, store the state, and ask for the promise when the message goes out: a stock node whose frames are held
    /// (NodeSession.Prepare of host/NodeRequests). The state is the intent.
    /// </summary>
    PrepareThenWrite = 2,
}
