using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld;

/// <summary>
/// One channel of the world: the node in front of the device, the peer's node with its keys in plain sight, and the old disks that a thief
/// keeps.
/// </summary>
internal sealed class WorldChannel
{
    public WorldChannel(DeviceBench bench, Ledger ledger, Secp256k1 curve, int index, bool isOpener, CommitOrder order)
    {
        Order = order;
        Dbid = (ulong)index + 1;
        byte[] seed = Sha256.Hash([.. "history peer"u8, (byte)index]);
        PeerId = curve.PublicKey(seed);
        Id = DeviceSigner.ChannelIdOf(PeerId, Dbid);
        PeerSigner = new SoftwareSigner(curve, seed);
        Device = new DeviceSigner(request => Exchange(bench, request), PeerId, Dbid);
        Device.Create();
        FundingTxid = Sha256.Hash(seed);
        OpeningTerms opening = new()
        {
            FundingTxid = FundingTxid,
            Type = isOpener ? ChannelType.AnchorsZeroFeeHtlc : ChannelType.StaticRemoteKey,
            PushMsat = 400_000_000,
        };
        RegisteringSigner registering = new(Device, ledger);
        OpeningSide us = new(registering, Disk, PeerId, Dbid);
        OpeningSide them = new(PeerSigner, PeerDisk, PeerId, Dbid);
        ChannelPair.Open(opening, isOpener ? us : them, isOpener ? them : us);
        Node = new ChannelNode(Device, Disk, order);
        Peer = new ChannelNode(PeerSigner, PeerDisk, CommitOrder.SignThenWrite);
        OldDisks.Add(Disk.Load()!);
    }

    public byte[] Id { get; }

    public byte[] PeerId { get; }

    public ulong Dbid { get; }

    public byte[] FundingTxid { get; }

    public CommitOrder Order { get; }

    public SoftwareSigner PeerSigner { get; }

    public DeviceSigner Device { get; }

    public MemoryDisk Disk { get; } = new();

    public MemoryDisk PeerDisk { get; } = new();

    public ChannelNode Node { get; set; }

    public ChannelNode Peer { get; set; }

    /// <summary>A thief touched this channel: its node may be refused from now on.</summary>
    public bool IsTainted { get; set; }

    /// <summary>The honest node was refused on a tainted channel and stands still.</summary>
    public bool IsFrozen { get; set; }

    public List<ChannelState> OldDisks { get; } = [];

    /// <summary>Requests of both honest nodes and thieves, with the cable between.</summary>
    private static Holdfast.Protocol.Reply Exchange(DeviceBench bench, byte[] request)
    {
        byte[]? reply = bench.Ask(request);
        return reply is null ? throw new SignerLostException("no reply") : Holdfast.Protocol.Reply.Decode(reply);
    }

    /// <summary>Tells the ledger the device's keys of the channel.</summary>
    private sealed class RegisteringSigner(DeviceSigner inner, Ledger ledger) : IChannelSigner
    {
        public Holdfast.Protocol.BasepointFields Basepoints => inner.Basepoints;

        public byte[] FundingPoint => inner.FundingPoint;

        public byte[] PerCommitmentPoint(ulong number) => inner.PerCommitmentPoint(number);

        public void Setup(ChannelTerms terms)
        {
            ledger.Sides[Convert.ToHexString(DeviceSigner.ChannelIdOf(terms.Peer, terms.Dbid))] = terms.Holder;
            inner.Setup(terms);
        }

        public byte[][]? Prepare(CommitmentFields content) => inner.Prepare(content);

        public SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures) => inner.SignPrepared(content, htlcSignatures);

        public SignedCommitment SignCounterparty(CommitmentFields content) => inner.SignCounterparty(content);

        public byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures) => inner.ValidateHolder(content, signatures);

        public Revocation Revoke(ulong number) => inner.Revoke(number);

        public void ValidateRevocation(ulong number, byte[] secret) => inner.ValidateRevocation(number, secret);
    }
}
