using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Backups;

/// <summary>One channel as both its ends know it; the peer is the thief, and opened it.</summary>
internal sealed class BackedChannel(byte[] peer, ulong dbid, ChannelType type, SoftwareSigner peerSigner, ChannelSide ours)
{
    public const ushort DelayBlocks = 144;

    public byte[] Peer { get; } = peer;

    public ulong Dbid { get; } = dbid;

    public byte[] Id { get; } = DeviceSigner.ChannelIdOf(peer, dbid);

    public ChannelType Type { get; } = type;

    public ushort BlobType => Type == ChannelType.StaticRemoteKey ? (ushort)2 : (ushort)6;

    public SoftwareSigner PeerSigner { get; } = peerSigner;

    public ChannelSide Ours { get; } = ours;

    public List<BackedFunding> Fundings { get; } = [];

    /// <summary>What the peer has in the state that comes next; kept until it is signed, because a number has one content.</summary>
    public ulong? NextPeersSat { get; set; }

    /// <summary>What the peer has in the newest one.</summary>
    public ulong PeersSat { get; set; }

    /// <summary>The number that is signed for the peer next.</summary>
    public ulong Next { get; set; }

    /// <summary>Commitments of the peer below this one are revoked: the device was shown the secrets.</summary>
    public ulong Revoked { get; set; }

    /// <summary>The holder's commitment that is held and not revoked.</summary>
    public ulong Holder { get; set; }

    /// <summary>The first number that the device counts, since the owner wants backups.</summary>
    public ulong CountsFrom { get; set; }

    public IEnumerable<BackedFunding> Live => Fundings.Where(funding => !funding.IsGone);

    public ChannelTerms Terms(byte[] txid, ulong valueSat) => new()
    {
        Type = Type,
        Peer = Peer,
        Dbid = Dbid,
        IsOpener = false,
        FundingTxid = txid,
        FundingVout = 0,
        ValueSat = valueSat,
        PushMsat = 0,
        FeeratePerKw = 0,
        Holder = Ours,
        Counterparty = new ChannelSide(PeerSigner.Basepoints, PeerSigner.FundingPoint, 354, DelayBlocks),
    };

    /// <summary>What the peer pays to miners on each commitment, anchors included.</summary>
    public ulong FeeSat => Fees.CommitmentSat(Type, 253, 0) + (BlobType == 6 ? 2 * Fees.AnchorSat : 0);

    public CommitmentFields Content(BackedFunding funding, ulong number, ulong peersSat) => new()
    {
        Number = number,
        Point = PeerSigner.PerCommitmentPoint(number),
        FeeratePerKw = 253,
        ToHolderSat = funding.Terms.ValueSat - FeeSat - peersSat,
        ToCounterpartySat = peersSat < 354 ? 0 : peersSat,
        Htlcs = [],
    };
}

/// <summary>One funding outpoint, and what the device signed for the peer on it.</summary>
internal sealed class BackedFunding(ChannelTerms terms)
{
    public ChannelTerms Terms { get; } = terms;

    public uint Prefix => Terms.FundingPrefix;

    /// <summary>It may confirm, or has.</summary>
    public bool IsBound { get; set; }

    /// <summary>Spent, or no longer wanted by anybody: nothing on it can confirm.</summary>
    public bool IsGone { get; set; }

    /// <summary>Spent by a splice that confirmed.</summary>
    public bool IsSpent { get; set; }

    public SortedDictionary<ulong, SignedState> States { get; } = [];
}

/// <summary>A commitment of the peer that has a signature of the device, and what the host remembers for its backup.</summary>
internal sealed class SignedState(BackedChannel channel, BackedFunding funding, ulong number, CommitmentTransaction transaction)
{
    public BackedChannel Channel { get; } = channel;

    public BackedFunding Funding { get; } = funding;

    public ulong Number { get; } = number;

    public byte[] Bytes { get; } = transaction.Serialize();

    public byte[] Txid { get; } = transaction.Txid();

    /// <summary>The peer's delayed output.</summary>
    public ulong Sat { get; } = transaction.ToBroadcasterSat;

    public bool IsRevoked => Number < Channel.Revoked;

    /// <summary>The device signed it while it counted.</summary>
    public bool IsCounted { get; set; }

    public GetStateTicketReply? Ticket { get; set; }

    /// <summary>Towers by which the host was told that they have it, or that there is nothing to have.</summary>
    public HashSet<string> Acknowledged { get; } = [];

    public override string ToString() => "state " + Number + " of channel " + Channel.Dbid + " on " + Funding.Prefix.ToString("x8");
}
