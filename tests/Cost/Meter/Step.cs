namespace Holdfast.Cost;

/// <summary>The parts of a request that costs are attributed to. A method's cost belongs to the innermost step that is open.</summary>
public enum Step
{
    /// <summary>Whatever no step claims: dispatch, handlers, channel state.</summary>
    Other = 0,

    /// <summary>Frames and messages in and out.</summary>
    Wire,

    /// <summary>Keys, scripts, transactions and their hashes.</summary>
    Rebuild,

    /// <summary>Policy.</summary>
    Rules,

    /// <summary>Encoding, sealing and committing records.</summary>
    Journal,

    /// <summary>Making the signatures and shared secrets that are the answer.</summary>
    Sign,

    /// <summary>Checking signatures, points and secrets of the counterparty.</summary>
    Verify,

    Count,
}
