using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.Secrets;

namespace Holdfast.Cost;

/// <summary>
/// The other side of a channel with the device on the bench, and the node that asks the device: it opens a channel, walks it from number to
/// number, and makes the signatures and secrets that the device checks. Zero-fee anchors; the device opened and pays the fee.
/// </summary>
public sealed class Counterparty
{
    private const ulong FundingSat = 10_000_000;
    private const ulong ToCounterpartySat = 4_000_000;
    private const uint FeeratePerKw = 2500;
    private const ushort DelayBlocks = 144;

    private static readonly Secp256k1 s_curve = Primitives.ChipCurve(new CountedHmac());

    private readonly byte[] _peer;
    private readonly ChannelSecrets _secrets;
    private readonly Basepoints _own;
    private readonly byte[] _ownFunding;
    private readonly Basepoints _device;
    private readonly byte[] _deviceFunding;
    private readonly byte[] _fundingTxid;
    private readonly byte[] _channelId;
    private byte[] _devicePoint;
    private byte[] _nextDevicePoint = [];
    private ulong _receivedSat;

    /// <summary>Its node id.</summary>
    public byte[] Node => _peer;

    /// <summary>Opens channel number <paramref name="dbid"/> and brings both sides to commitment number 0.</summary>
    public Counterparty(Bench bench, ulong dbid)
    {
        KeyTree tree = new(s_curve, new CountedHmac(), Primitives.Bytes("peer"), false);
        _peer = tree.NodeId;
        _secrets = tree.Channel(_peer, dbid);
        byte[][] points = s_curve.PublicKeys([_secrets.Funding, _secrets.Revocation, _secrets.Payment, _secrets.Htlc, _secrets.Delayed]);
        _ownFunding = points[0];
        _own = new Basepoints(points[1], points[2], points[3], points[4]);
        _fundingTxid = Primitives.Bytes("funding of " + dbid);
        _channelId = ChannelId.Of(_peer, dbid);

        bench.Ask(new NewChannel { Peer = _peer, Dbid = dbid }.Encode());
        ChannelKeysReply keys = ChannelKeysReply.Decode(new(bench.Ask(new ChannelKeys { Peer = _peer, Dbid = dbid }.Encode())));
        _device = new Basepoints(keys.Basepoints.Revocation, keys.Basepoints.Payment, keys.Basepoints.Htlc, keys.Basepoints.Delayed);
        _deviceFunding = keys.FundingPoint;
        _devicePoint = GetPerCommitmentPointReply.Decode(
            new(bench.Ask(new GetPerCommitmentPoint { Peer = _peer, Dbid = dbid, Number = 0 }.Encode()))).Point;
        bench.Ask(new SetupChannel
        {
            Peer = _peer,
            Dbid = dbid,
            IsOutbound = true,
            ValueSat = FundingSat,
            Push = ToCounterpartySat * 1000,
            FundingTxid = _fundingTxid,
            HolderDelayBlocks = DelayBlocks,
            HolderShutdownScript = [],
            CounterpartyBasepoints = new BasepointFields { Revocation = _own.Revocation, Payment = _own.Payment, Htlc = _own.Htlc, Delayed = _own.Delayed },
            CounterpartyFundingPoint = _ownFunding,
            CounterpartyDelayBlocks = DelayBlocks,
            CounterpartyShutdownScript = [],
            ChannelType = (byte)ChannelType.AnchorsZeroFeeHtlc,
        }.Encode());
        bench.Ask(SignCommitment(0, []));
        Validated(bench.Ask(ValidateCommitment(0, [])));
    }

    /// <summary>What the peer offers is paid by the peer, as a device demands that follows payments; else the device pays for all.</summary>
    public bool PaysItsHtlcs { get; init; }

    /// <summary>From the next commitment on the device has received these.</summary>
    public void Received(Htlc[] htlcs) => _receivedSat += Sat(htlcs);

    /// <summary>45: the funding is locked.</summary>
    public byte[] Lock() => new LockOutpoint { ChannelId = _channelId, Txid = _fundingTxid, Vout = 0 }.Encode();

    /// <summary>So many HTLCs, half in either direction, all with outputs.</summary>
    public static Htlc[] Htlcs(int count, string seed)
    {
        return Enumerable.Range(0, count).Select(i => new Htlc
        {
            IsOfferedByPeer = i % 2 == 1,
            AmountMsat = 5_000_000 + (ulong)(i * 7919 % 1000) * 1000,
            PaymentHash = Primitives.Bytes(seed + i),
            Expiry = 800_000 + (uint)i,
        }).ToArray();
    }

    /// <summary>19: the device signs the holder's commitment.</summary>
    public byte[] SignCommitment(ulong number, Htlc[] htlcs)
    {
        return new SignCounterpartyCommitment
        {
            ChannelId = _channelId,
            FundingPrefix = Prefix(),
            Commitment = Content(number, htlcs, s_curve.PublicKey(Shachain.CommitmentSecret(_secrets.ShaSeed, number))),
        }.Encode();
    }

    /// <summary>The short request for what <see cref="SignCommitment"/> would ask.</summary>
    public static byte[] SignPrepared(byte[] sign)
    {
        SignCounterpartyCommitment whole = SignCounterpartyCommitment.Decode(new(sign, 1, sign.Length - 1));
        return new SignPreparedCommitment { ChannelId = whole.ChannelId, FundingPrefix = whole.FundingPrefix, Number = whole.Commitment.Number }.Encode();
    }

    /// <summary>35: the device checks its commitment, with the holder's signatures. <see cref="Validated"/> takes the reply.</summary>
    public byte[] ValidateCommitment(ulong number, Htlc[] htlcs)
    {
        CommitmentFields content = Content(number, htlcs, _devicePoint);
        CommitmentTransaction commitment = new(new CommitmentParameters
        {
            FundingTxid = _fundingTxid,
            FundingSat = FundingSat,
            BroadcasterFundingKey = _deviceFunding,
            CountersignatoryFundingKey = _ownFunding,
            NumberMask = CommitmentParameters.MaskOf(_device.Payment, _own.Payment),
            Content = content,
            Type = ChannelType.AnchorsZeroFeeHtlc,
            Keys = CommitmentKeys.Derive(s_curve, _devicePoint, _device, _own),
            ToSelfDelayBlocks = DelayBlocks,
            HolderBroadcasts = true,
        });
        byte[] htlcSecret = KeyDerivation.Secret(s_curve, _secrets.Htlc, _own.Htlc, _devicePoint);
        return new ValidateHolderCommitment
        {
            ChannelId = _channelId,
            FundingPrefix = Prefix(),
            Commitment = content,
            Signature = s_curve.Sign(commitment.Sighash(), _secrets.Funding),
            HtlcSignatures = Enumerable.Range(0, commitment.HtlcCount).Select(i => s_curve.Sign(commitment.HtlcSighash(i, true), htlcSecret)).ToArray(),
        }.Encode();
    }

    private CommitmentFields Content(ulong number, Htlc[] htlcs, byte[] point)
    {
        ulong theirsSat = _receivedSat + (PaysItsHtlcs ? Sat(htlcs.Where(htlc => htlc.IsOfferedByPeer)) : 0);
        return new CommitmentFields
        {
            Number = number,
            Point = point,
            FeeratePerKw = FeeratePerKw,
            ToHolderSat = ToHolderSat(htlcs) + theirsSat,
            ToCounterpartySat = ToCounterpartySat - theirsSat,
            Htlcs = htlcs,
        };
    }

    /// <summary>The device's next per-commitment point.</summary>
    public void Validated(byte[] reply)
    {
        _nextDevicePoint = ValidateHolderCommitmentReply.Decode(new(reply)).NextPoint;
        _devicePoint = _nextDevicePoint;
    }

    /// <summary>40: the device gives its old secret.</summary>
    public byte[] Revoke(ulong number)
    {
        return new RevokeHolderCommitment { ChannelId = _channelId, Number = number }.Encode();
    }

    /// <summary>36: the device checks the holder's old secret.</summary>
    public byte[] ValidateRevocation(ulong number)
    {
        return new Protocol.ValidateRevocation
        {
            ChannelId = _channelId,
            Number = number,
            Secret = Shachain.CommitmentSecret(_secrets.ShaSeed, number),
        }.Encode();
    }

    /// <summary>From number - 1 to number, with HTLCs on it or without; the way a channel goes when the device's side begins.</summary>
    public void Advance(ulong number, Htlc[] htlcs, Func<string, byte[], byte[]> ask)
    {
        ask("sign counterparty commitment", SignCommitment(number, htlcs));
        ask("validate revocation", ValidateRevocation(number - 1));
        Validated(ask("validate holder commitment", ValidateCommitment(number, htlcs)));
        ask("revoke", Revoke(number - 1));
    }

    private uint Prefix()
    {
        return ((uint)_fundingTxid[0] << 24) | ((uint)_fundingTxid[1] << 16) | ((uint)_fundingTxid[2] << 8) | _fundingTxid[3];
    }

    private static ulong ToHolderSat(Htlc[] htlcs)
    {
        return FundingSat - ToCounterpartySat - Sat(htlcs) - 2 * Fees.AnchorSat - Fees.CommitmentSat(ChannelType.AnchorsZeroFeeHtlc, FeeratePerKw, htlcs.Length);
    }

    private static ulong Sat(IEnumerable<Htlc> htlcs)
    {
        ulong sat = 0;
        foreach (Htlc htlc in htlcs)
        {
            sat += htlc.AmountMsat / 1000;
        }

        return sat;
    }
}
