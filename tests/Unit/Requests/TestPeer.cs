using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A peer with a device of its own that opens channels to the device under test, as many as a test wants; all that they hold is the peer's.</summary>
public sealed class TestPeer
{
    private readonly TestDevice _ours;
    private readonly TestDevice _theirs = TestDevice.Unfollowed(0x22);
    private readonly byte[] _ourNode;
    private readonly byte[] _theirNode;

    public TestPeer(TestDevice ours)
    {
        _ours = ours;
        _ourNode = NodeKeysReply.Decode(ours.Body(new NodeKeys().Encode())).NodeId;
        _theirNode = NodeKeysReply.Decode(_theirs.Body(new NodeKeys().Encode())).NodeId;
    }

    /// <summary>The output that funds a channel.</summary>
    public WalletOutputFields FundingOutput(ulong dbid, ulong sat)
    {
        WalletOutputFields output = new WalletOutputFields();
        output.Sat = sat;
        output.Script = Scripts.PayToWitnessScript(FundingScript(dbid));
        return output;
    }

    /// <summary>The 2-of-2 of a channel.</summary>
    public byte[] FundingScript(ulong dbid)
    {
        return Scripts.Funding(Keys(true, dbid).FundingPoint, Keys(false, dbid).FundingPoint);
    }

    public byte[] OurFundingKey(ulong dbid)
    {
        return Keys(true, dbid).FundingPoint;
    }

    /// <summary>Set up on both devices.</summary>
    public void SetUp(ulong dbid, byte[] txid, ushort vout, ulong sat)
    {
        for (int side = 0; side < 2; side++)
        {
            bool isOurs = side == 0;
            SetupChannel setup = new SetupChannel();
            setup.Peer = isOurs ? _theirNode : _ourNode;
            setup.Dbid = dbid;
            setup.IsOutbound = !isOurs;
            setup.ValueSat = sat;
            setup.FundingTxid = txid;
            setup.FundingVout = vout;
            setup.HolderDelayBlocks = 144;
            setup.CounterpartyDelayBlocks = 144;
            setup.HolderShutdownScript = new byte[0];
            setup.CounterpartyShutdownScript = new byte[0];
            setup.CounterpartyBasepoints = Keys(!isOurs, dbid).Basepoints;
            setup.CounterpartyFundingPoint = Keys(!isOurs, dbid).FundingPoint;
            setup.ChannelType = 2;
            Device(isOurs).Body(setup.Encode());
        }
    }

    /// <summary>Set up, and the commitments of both sides with this number.</summary>
    public void Open(ulong dbid, byte[] txid, ushort vout, ulong sat)
    {
        SetUp(dbid, txid, vout, sat);
        Exchange(dbid, txid, sat, 0);
    }

    /// <summary>Signed and validated on both sides.</summary>
    public void Exchange(ulong dbid, byte[] txid, ulong sat, ulong number)
    {
        for (int side = 0; side < 2; side++)
        {
            bool isOurs = side == 0;
            SignCounterpartyCommitment sign = new SignCounterpartyCommitment();
            sign.ChannelId = ChannelIdOf(!isOurs, dbid);
            sign.FundingPrefix = PrefixOf(txid);
            sign.Commitment.Number = number;
            sign.Commitment.Point = Point(isOurs, dbid, number);
            sign.Commitment.FeeratePerKw = 253;
            sign.Commitment.ToHolderSat = isOurs ? sat - TestPair.FeeAndAnchorsSat : 0;
            sign.Commitment.ToCounterpartySat = isOurs ? 0 : sat - TestPair.FeeAndAnchorsSat;
            sign.Commitment.Htlcs = new Htlc[0];
            SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(Device(!isOurs).Body(sign.Encode()));
            ValidateHolderCommitment validate = new ValidateHolderCommitment();
            validate.ChannelId = ChannelIdOf(isOurs, dbid);
            validate.FundingPrefix = sign.FundingPrefix;
            validate.Commitment.Number = number;
            validate.Commitment.FeeratePerKw = 253;
            validate.Commitment.ToHolderSat = sign.Commitment.ToCounterpartySat;
            validate.Commitment.ToCounterpartySat = sign.Commitment.ToHolderSat;
            validate.Commitment.Htlcs = new Htlc[0];
            validate.Signature = signed.Signature;
            validate.HtlcSignatures = signed.HtlcSignatures;
            Device(isOurs).Body(validate.Encode());
        }
    }

    /// <summary>Both sides revoke a number.</summary>
    public void Revoke(ulong dbid, ulong number)
    {
        for (int side = 0; side < 2; side++)
        {
            RevokeHolderCommitment revoke = new RevokeHolderCommitment();
            revoke.ChannelId = ChannelIdOf(side == 0, dbid);
            revoke.Number = number;
            ValidateRevocation taken = new ValidateRevocation();
            taken.ChannelId = ChannelIdOf(side != 0, dbid);
            taken.Number = number;
            taken.Secret = RevokeHolderCommitmentReply.Decode(Device(side == 0).Body(revoke.Encode())).Secret;
            Device(side != 0).Body(taken.Encode());
        }
    }

    /// <summary>Locked on both devices.</summary>
    public void Lock(ulong dbid, byte[] txid, ushort vout)
    {
        for (int side = 0; side < 2; side++)
        {
            LockOutpoint locks = new LockOutpoint();
            locks.ChannelId = ChannelIdOf(side == 0, dbid);
            locks.Txid = txid;
            locks.Vout = vout;
            Device(side == 0).Body(locks.Encode());
        }
    }

    /// <summary>Signed by both devices; the request is for the device under test.</summary>
    public void Splice(ulong dbid, SignSplice splice)
    {
        for (int side = 0; side < 2; side++)
        {
            splice.ChannelId = ChannelIdOf(side == 0, dbid);
            Device(side == 0).Body(splice.Encode());
        }
    }

    public byte[] ChannelIdOf(bool isOurs, ulong dbid)
    {
        return ChannelId.Of(isOurs ? _theirNode : _ourNode, dbid);
    }

    public static uint PrefixOf(byte[] txid)
    {
        return new Holdfast.Bytes.ByteReader(txid).U32();
    }

    private TestDevice Device(bool isOurs)
    {
        return isOurs ? _ours : _theirs;
    }

    private ChannelKeysReply Keys(bool isOurs, ulong dbid)
    {
        ChannelKeys request = new ChannelKeys();
        request.Peer = isOurs ? _theirNode : _ourNode;
        request.Dbid = dbid;
        return ChannelKeysReply.Decode(Device(isOurs).Body(request.Encode()));
    }

    private byte[] Point(bool isOurs, ulong dbid, ulong number)
    {
        GetPerCommitmentPoint request = new GetPerCommitmentPoint();
        request.Peer = isOurs ? _theirNode : _ourNode;
        request.Dbid = dbid;
        request.Number = number;
        return GetPerCommitmentPointReply.Decode(Device(isOurs).Body(request.Encode())).Point;
    }
}
