using Holdfast.ReferenceNode;

namespace Holdfast.Conformance;

/// <summary>Where the power goes during the next signing of a peer's commitment.</summary>
public enum SignerCut
{
    None,

    /// <summary>After the request arrived and before the signer made anything durable.</summary>
    BeforeCommit,

    /// <summary>After it, and before a reply left.</summary>
    AfterCommit,
}

/// <summary>A signer that the kit can drive, cut off and start again. Its durable state outlives all of that.</summary>
public interface ISignerUnderTest : IDisposable
{
    /// <summary>For the report.</summary>
    string Name { get; }

    /// <summary>The node id that belongs to the signer's key, 33 bytes. The peer sees it.</summary>
    byte[] NodeId { get; }

    /// <summary>It answers "would you sign this?" with HTLC signatures: only then can a node store its state before it asks for the promise.</summary>
    bool CanPrepare { get; }

    /// <summary>A blank signer with the same key: rows have nothing to do with each other.</summary>
    /// <param name="order">In which the row's node works.</param>
    void StartOver(CommitOrder order);

    /// <summary>A channel that the signer has not seen before. The object stays good across <see cref="Restart"/>.</summary>
    IChannelSigner NewChannel(byte[] peer, ulong dbid);

    /// <summary>The next SignCounterparty of any channel ends in a power cut: it throws <see cref="SignerLostException"/>.</summary>
    void Arm(SignerCut cut);

    /// <summary>Power on again, or the node came back and connects anew.</summary>
    void Restart();
}
