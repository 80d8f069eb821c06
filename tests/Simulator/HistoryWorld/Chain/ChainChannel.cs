using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Chain;

/// <summary>One channel that a peer has opened: its funding may be mined, in full or, for some channels, with another amount.</summary>
internal sealed class ChainChannel
{
    private readonly SoftwareSigner _peer;
    private readonly CommitmentFields _first;
    private ulong _number;

    public ChainChannel(ChainBench bench, Secp256k1 curve, int index)
    {
        byte[] seed = Sha256.Hash([.. "chain peer"u8, (byte)index]);
        byte[] peerId = curve.PublicKey(seed);
        _peer = new SoftwareSigner(curve, seed);
        DeviceSigner device = new(bench.Ask, peerId, (ulong)index + 1);
        device.Create();
        Id = DeviceSigner.ChannelIdOf(peerId, (ulong)index + 1);
        Script = Scripts.PayToWitnessScript(Scripts.Funding(device.FundingPoint, _peer.FundingPoint));
        Funding = Transaction(Script, 1_000_000, (byte)index);
        Txid = Sha256.HashTwice(Funding);

        // The third channel's funding is never mined; what is mined looks like it, with a satoshi less.
        InBlock = index == 2 ? Transaction(Script, 999_999, (byte)index) : Funding;
        MemoryDisk disk = new();
        ChannelPair.Open(
            new OpeningTerms { FundingTxid = Txid }, new OpeningSide(_peer, new MemoryDisk(), peerId, 1), new OpeningSide(device, disk, peerId, (ulong)index + 1));
        _first = CommitmentBuilder.LastOfCounterparty(disk.Load()!);
    }

    public byte[] Id { get; }

    public byte[] Script { get; }

    public byte[] Funding { get; }

    public byte[] Txid { get; }

    /// <summary>What blocks may have.</summary>
    public byte[] InBlock { get; }

    public bool IsLocked { get; set; }

    /// <summary>The peer's next commitment with one HTLC, taken from whoever offers it.</summary>
    public SignCounterpartyCommitment Next(Htlc htlc) => new()
    {
        ChannelId = Id,
        FundingPrefix = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Txid),
        Commitment = _first.With(next =>
        {
            next.Number = _number + 1;
            next.Point = _peer.PerCommitmentPoint(_number + 1);
            next.ToHolderSat -= htlc.IsOfferedByPeer ? 0 : htlc.AmountMsat / 1000;
            next.ToCounterpartySat -= htlc.IsOfferedByPeer ? htlc.AmountMsat / 1000 : 0;
            next.Htlcs = [htlc];
        }),
    };

    /// <summary>That commitment was signed: the peer gives up the one before.</summary>
    public void Revoke(ChainBench bench)
    {
        bench.Ask(new ValidateRevocation { ChannelId = Id, Number = _number, Secret = _peer.Revoke(_number).Secret }.Encode());
        _number++;
    }

    private static byte[] Transaction(byte[] script, uint valueSat, byte mark) =>
    [
        2, 0, 0, 0, 1, mark, .. new byte[35], 0, 255, 255, 255, 255, 1, (byte)valueSat, (byte)(valueSat >> 8), (byte)(valueSat >> 16), 0, 0, 0, 0, 0, 34, .. script, 0, 0, 0, 0,
    ];
}
