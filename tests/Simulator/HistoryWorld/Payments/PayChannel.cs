using Holdfast.HistoryWorld.Backups;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Payments;

/// <summary>One channel as both its ends know it. The peer is the thief, or belongs to the thief when it matters.</summary>
internal sealed class PayChannel(byte[] peer, ulong dbid, bool isOpener, SoftwareSigner peerSigner, ChannelSide ours)
{
    public const ulong ValueSat = 4_000_000;
    private const ulong DustSat = 354;
    private const uint FeeratePerKw = 253;

    public byte[] Peer { get; } = peer;

    public ulong Dbid { get; } = dbid;

    public byte[] Id { get; } = DeviceSigner.ChannelIdOf(peer, dbid);

    public bool IsOpener { get; } = isOpener;

    public SoftwareSigner PeerSigner { get; } = peerSigner;

    public ChannelSide Ours { get; } = ours;

    public List<PayFunding> Fundings { get; } = [];

    public IEnumerable<PayFunding> Live => Fundings.Where(funding => !funding.IsGone);

    /// <summary>The number that is signed for the peer next, and the first of the peer's that is not revoked.</summary>
    public ulong Next { get; set; }

    public ulong Revoked { get; set; }

    /// <summary>Ours that is held and not revoked.</summary>
    public ulong Holder { get; set; }

    /// <summary>Its first funding is locked.</summary>
    public bool IsLocked { get; set; }

    /// <summary>Something was kept of what came in here, for the channel.</summary>
    public bool HasPaidAFee { get; set; }

    /// <summary>The owner gave a commitment away, or the channel: nothing new comes.</summary>
    public bool IsClosing { get; set; }

    /// <summary>The peer's newest, ours, and its successor once the device has it.</summary>
    public PayContent Newest { get; set; } = new(0, [], []);

    public PayContent Current { get; set; } = new(0, [], []);

    public PayContent? Pending { get; set; }

    /// <summary>Fundings on which the newest number was signed, or that came later: the device remembers three (RULES.md, "Splices in a row").</summary>
    public int Remembered { get; set; } = 1;

    /// <summary>What the device gave out for its table, oldest first; empty after adoption.</summary>
    public List<byte[]> Tables { get; } = [];

    /// <summary>The request that the host repeats when it has lost the newest table.</summary>
    public byte[]? LastPromise { get; set; }

    public ChannelTerms Terms(byte[] txid, ulong valueSat) => new()
    {
        Type = ChannelType.AnchorsZeroFeeHtlc,
        Peer = Peer,
        Dbid = Dbid,
        IsOpener = IsOpener,
        FundingTxid = txid,
        FundingVout = 0,
        ValueSat = valueSat,
        PushMsat = 0,
        FeeratePerKw = FeeratePerKw,
        Holder = Ours,
        Counterparty = new ChannelSide(PeerSigner.Basepoints, PeerSigner.FundingPoint, DustSat, BackedChannel.DelayBlocks),
    };

    /// <summary>The numbers of a content on a funding; null where somebody cannot pay them.</summary>
    public CommitmentFields? Fields(PayFunding funding, PayContent content, ulong number, byte[]? point)
    {
        ulong fee = Fees.CommitmentSat(ChannelType.AnchorsZeroFeeHtlc, FeeratePerKw, content.Htlcs.Count(htlc => !htlc.IsTrimmed)) + 2 * Fees.AnchorSat;
        long ours = (long)content.OwnMsat + funding.OffsetSat * 1000;
        long theirs = (long)funding.Terms.ValueSat * 1000 - ours - content.Htlcs.Sum(htlc => (long)htlc.Msat);
        long toHolder = ours / 1000 - (IsOpener ? (long)fee : 0);
        long toCounterparty = theirs / 1000 - (IsOpener ? 0 : (long)fee);
        return ours < 0 || theirs < 0 || toHolder < 0 || toCounterparty < 0 ? null : new CommitmentFields
        {
            Number = number,
            Point = point ?? PeerSigner.PerCommitmentPoint(number),
            FeeratePerKw = FeeratePerKw,
            ToHolderSat = toHolder < (long)DustSat ? 0 : (ulong)toHolder,
            ToCounterpartySat = toCounterparty < (long)DustSat ? 0 : (ulong)toCounterparty,
            Htlcs = [.. content.Htlcs.Select(htlc => htlc.Fields())],
        };
    }
}

/// <summary>One funding outpoint of a channel, and what the device signed or holds on it.</summary>
internal sealed class PayFunding(ChannelTerms terms, long offsetSat)
{
    public ChannelTerms Terms { get; } = terms;

    public uint Prefix => Terms.FundingPrefix;

    /// <summary>How much more is the owner's here than on the first funding.</summary>
    public long OffsetSat { get; } = offsetSat;

    /// <summary>What was prepared last for the peer.</summary>
    public PayContent? Prepared { get; set; }

    /// <summary>It may confirm, or has.</summary>
    public bool IsBound { get; set; }

    /// <summary>Nothing on it can confirm.</summary>
    public bool IsGone { get; set; }
}
