using Holdfast.Lightning;

namespace Holdfast.ReferenceNode;

/// <summary>What survives a node's crash: its channel state and, for a node that writes before it signs, its open intent.</summary>
public interface INodeDisk
{
    /// <summary>The state of the last <see cref="Store"/>; null on a new disk.</summary>
    ChannelState? Load();

    /// <summary>Replaces the state; durable on return.</summary>
    void Store(ChannelState state);

    /// <summary>Writes down what the signer is about to be asked and the state that follows from it; durable on return.</summary>
    void BeginIntent(CommitmentFields content, ChannelState next);

    /// <summary>The signer answered (and the state is stored), or refused by a rule: then <paramref name="refusalTag"/> is set.</summary>
    void CloseIntent(SignedCommitment? signed, string? refusalTag);

    /// <summary>
    /// The first thing after a start, before any <see cref="BeginIntent"/>: what was begun and not closed is asked for again, its state is stored, and it is closed.
    /// A refusal closes it without that state, and comes out of here.
    /// </summary>
    /// <param name="repeat">Asks the signer.</param>
    /// <returns>The state that follows from it; null when nothing was open.</returns>
    ChannelState? Recover(Func<CommitmentFields, SignedCommitment> repeat);

    /// <summary>What was begun and not closed; null when nothing is.</summary>
    PendingIntent? Pending();
}

/// <summary>Ask for <see cref="Content"/> again, then go on with <see cref="Next"/>.</summary>
public sealed record PendingIntent(CommitmentFields Content, ChannelState Next);
