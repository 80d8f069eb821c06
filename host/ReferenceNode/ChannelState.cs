namespace Holdfast.ReferenceNode;

/// <summary>
/// What a node remembers of a channel. Written to disk as a whole; between writes it is only memory. Numbers count up: at the start both
/// sides hold commitment 0.
/// </summary>
public sealed class ChannelState
{
    public required ChannelTerms Terms { get; init; }

    /// <summary>Balances without anything that is in flight, in millisatoshi.</summary>
    public ulong ToUsMsat { get; set; }

    public ulong ToPeerMsat { get; set; }

    /// <summary>The feerate that is irrevocable on both commitments, in satoshi per 1000 weight units.</summary>
    public uint FeeratePerKw { get; set; }

    public List<NodeHtlc> Htlcs { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public List<FeeChange> FeeChanges { get; init; } = [];

    public ulong NextHtlcId { get; set; }

    public ulong NextPeerHtlcId { get; set; }

    /// <summary>The holder's lowest unrevoked commitment.</summary>
    public ulong HolderNumber { get; set; }

    /// <summary>The holder's newest commitment with the peer's valid signatures: HolderNumber, or one more while a revocation is owed.</summary>
    public ulong HolderValidated { get; set; }

    /// <summary>The newest commitment of the peer that the holder signed.</summary>
    public ulong CounterpartySigned { get; set; }

    /// <summary>The peer's lowest unrevoked commitment: CounterpartySigned, or one less while a revocation is due from the peer.</summary>
    public ulong CounterpartyNumber { get; set; }

    /// <summary>The peer's per-commitment point of <see cref="CounterpartyNumber"/> and of the one after.</summary>
    public required byte[] CounterpartyPoint { get; set; }

    public required byte[] CounterpartyNextPoint { get; set; }

    /// <summary>Whether revoke_and_ack was sent after the last commitment_signed: retransmissions keep the order (BOLT 2).</summary>
    public bool LastSentWasRevocation { get; set; }

    /// <summary>The peer revoked what was signed last, so the next may be signed.</summary>
    public bool MaySign => CounterpartySigned == CounterpartyNumber;

    public ChannelState Clone() => new()
    {
        Terms = Terms,
        ToUsMsat = ToUsMsat,
        ToPeerMsat = ToPeerMsat,
        FeeratePerKw = FeeratePerKw,
        Htlcs = [.. Htlcs],
        FeeChanges = [.. FeeChanges],
        NextHtlcId = NextHtlcId,
        NextPeerHtlcId = NextPeerHtlcId,
        HolderNumber = HolderNumber,
        HolderValidated = HolderValidated,
        CounterpartySigned = CounterpartySigned,
        CounterpartyNumber = CounterpartyNumber,
        CounterpartyPoint = CounterpartyPoint,
        CounterpartyNextPoint = CounterpartyNextPoint,
        LastSentWasRevocation = LastSentWasRevocation,
    };
}
