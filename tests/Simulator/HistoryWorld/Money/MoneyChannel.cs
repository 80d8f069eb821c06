using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.Secrets;
using Holdfast.SignatureLedger;

namespace Holdfast.HistoryWorld.Money;

/// <summary>One channel as both its ends know it; the peer is the thief.</summary>
internal sealed class MoneyChannel(byte[] peer, ulong dbid, bool isOutbound, ChannelType type)
{
    public const ushort DelayBlocks = 144;

    public byte[] Peer { get; } = peer;

    public ulong Dbid { get; } = dbid;

    public byte[] Id { get; } = DeviceSigner.ChannelIdOf(peer, dbid);

    public bool IsOutbound { get; } = isOutbound;

    public ChannelType Type { get; } = type;

    public bool HasAnchors => Type != ChannelType.StaticRemoteKey;

    /// <summary>The holder's keys, from the device's own tree.</summary>
    public required ChannelSecrets Secrets { get; init; }

    public required ChannelSide Ours { get; init; }

    /// <summary>The peer's keys of this opening; another opening under the same number has others.</summary>
    public required SoftwareSigner PeerSigner { get; set; }

    public List<MoneyFunding> Fundings { get; } = [];

    /// <summary>The one in use.</summary>
    public MoneyFunding Current { get; set; } = null!;

    /// <summary>Numbers of which the holder's secret came out.</summary>
    public HashSet<ulong> OurSecretsOut { get; } = [];

    /// <summary>How many of the holder's commitments are revoked.</summary>
    public ulong RevokedCount => (ulong)OurSecretsOut.Count;

    /// <summary>The next number that the device signs for the peer.</summary>
    public ulong NextNumber { get; set; }

    /// <summary>What the owner gave away by updates, by side and number, so that several fundings count once.</summary>
    public Dictionary<(bool IsHeld, ulong Number), long> PaidByNumber { get; } = [];

    public bool IsLocked { get; set; }

    /// <summary>The device was told at the opening that a close pays the holder's part to the thief.</summary>
    public bool HasThiefsScript { get; set; }

    public bool IsMutualCloseSigned { get; set; }

    public bool IsClosing { get; set; }

    public bool IsForgotten { get; set; }

    /// <summary>What the owner has in its first funding is in what she agreed to (MoneyWorld.Watching.cs).</summary>
    public bool IsCounted { get; set; }

    /// <summary>What the owner put into a channel that the peer opened.</summary>
    public long ContributedSat { get; set; }
}

/// <summary>One funding outpoint of a channel.</summary>
internal sealed class MoneyFunding
{
    public required Outpoint Outpoint { get; init; }

    public required ulong ValueSat { get; init; }

    /// <summary>The terms as the peer's signer has them.</summary>
    public required ChannelTerms PeerTerms { get; init; }

    /// <summary>The peer's keys of the opening that it belongs to.</summary>
    public required SoftwareSigner PeerSigner { get; init; }

    /// <summary>The transaction that creates it; null when nobody knows one.</summary>
    public Candidate? Transaction { get; set; }

    /// <summary>What the device was asked to sign it with.</summary>
    public SignWalletInputs? Request { get; set; }

    public uint Prefix => PeerTerms.FundingPrefix;

    /// <summary>Contents that the device signed for the peer, newest last of each number.</summary>
    public SortedDictionary<ulong, CommitmentFields> ForPeer { get; } = [];

    /// <summary>What the device was asked to prepare last.</summary>
    public SignCounterpartyCommitment? Prepared { get; set; }

    /// <summary>The holder's contents that the device took, by number.</summary>
    public SortedDictionary<ulong, CommitmentFields> Held { get; } = [];

    /// <summary>What the owner had here, and in the funding that was locked, when the thief said too early that another one is buried; null when he never did.</summary>
    public (ulong HereSat, ulong LockedSat)? LeftBehind { get; set; }

    /// <summary>It is on the chain because it was set up; nobody knows what creates it (MoneyWorld.Requests.cs).</summary>
    public bool IsAssumed { get; set; }

    /// <summary>What both sides think the owner has, at the least.</summary>
    public long? AgreedSat { get; set; }
}
