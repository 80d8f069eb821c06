using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>
/// Two devices with one channel between them, each the other's peer, so that every signature is a real one. "Ours" is the opener. Contents are
/// kept as the opener sees them and turned around for the other side.
/// </summary>
public sealed class TestPair
{
    public const ulong ValueSat = 1000000;

    /// <summary>253 per 1000 weight, zero-fee anchors: the fee without HTLCs, and the two anchors.</summary>
    public const ulong FeeAndAnchorsSat = 284 + 660;

    public readonly TestDevice Ours;
    public readonly TestDevice Theirs;
    public readonly byte[] OurNode;
    public readonly byte[] TheirNode;
    public readonly ChannelKeysReply OurKeys;
    public readonly ChannelKeysReply TheirKeys;
    public readonly ulong Dbid;
    public byte ChannelType = 2;
    public ulong PushMsat = 300000000;

    public TestPair()
        : this(TestDevice.Unfollowed(0x11), TestDevice.Unfollowed(0x22), 1)
    {
    }

    /// <summary>A channel between two devices, the first of which opens it.</summary>
    public TestPair(TestDevice ours, TestDevice theirs, ulong dbid)
    {
        Ours = ours;
        Theirs = theirs;
        Dbid = dbid;
        OurNode = NodeKeysReply.Decode(Ours.Body(new NodeKeys().Encode())).NodeId;
        TheirNode = NodeKeysReply.Decode(Theirs.Body(new NodeKeys().Encode())).NodeId;
        OurKeys = Keys(Ours, TheirNode);
        TheirKeys = Keys(Theirs, OurNode);
    }

    /// <summary>Set up, commitment 0 signed and validated on both sides.</summary>
    public static TestPair Opened()
    {
        TestPair pair = new TestPair();
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        return pair;
    }

    /// <summary>Opened, funding signed on the holder's side, locked on both.</summary>
    public static TestPair Locked()
    {
        TestPair pair = Opened();
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        pair.Theirs.Body(pair.Lock(false, 1).Encode());
        return pair;
    }

    /// <summary>A channel that has had one payment: commitment 2 is the newest on both sides, 0 and 1 are revoked.</summary>
    public static TestPair Used()
    {
        TestPair pair = Locked();
        pair.Advance(0, pair.Content(1));
        pair.Advance(1, pair.Content(0));
        return pair;
    }

    /// <summary>A funding txid; the first byte gives the tag.</summary>
    public static byte[] Txid(byte funding)
    {
        return TestDevice.Fill(32, funding);
    }

    public static uint Prefix(byte funding)
    {
        return 0x01010101u * funding;
    }

    public byte[] ChannelId(bool ours)
    {
        return Holdfast.Channels.ChannelId.Of(ours ? TheirNode : OurNode, Dbid);
    }

    public TestDevice Device(bool ours)
    {
        return ours ? Ours : Theirs;
    }

    public SetupChannel Setup(bool ours, byte funding)
    {
        ChannelKeysReply keys = ours ? TheirKeys : OurKeys;
        SetupChannel setup = new SetupChannel();
        setup.Peer = ours ? TheirNode : OurNode;
        setup.Dbid = Dbid;
        setup.IsOutbound = ours;
        setup.ValueSat = ValueSat;
        setup.Push = PushMsat;
        setup.FundingTxid = Txid(funding);
        setup.FundingVout = 0;
        setup.HolderDelayBlocks = ours ? (ushort)6 : (ushort)144;
        setup.CounterpartyDelayBlocks = ours ? (ushort)144 : (ushort)6;
        setup.HolderShutdownScript = new byte[0];
        setup.CounterpartyShutdownScript = new byte[0];
        setup.CounterpartyBasepoints = keys.Basepoints;
        setup.CounterpartyFundingPoint = keys.FundingPoint;
        setup.ChannelType = ChannelType;
        return setup;
    }

    public void SetUp(byte funding)
    {
        Ours.Body(Setup(true, funding).Encode());
        Theirs.Body(Setup(false, funding).Encode());
    }

    /// <summary>The holder's side pays the fee; <paramref name="htlcs"/> of 50,000 sat each, alternating in direction, the first from the holder.</summary>
    public TestContent Content(int htlcs)
    {
        TestContent content = new TestContent();
        content.TheirSat = PushMsat / 1000;
        content.OurSat = ValueSat - content.TheirSat - FeeAndAnchorsSat;
        content.Htlcs = new Htlc[htlcs];
        for (int i = 0; i < htlcs; i++)
        {
            Htlc htlc = new Htlc();
            htlc.IsOfferedByPeer = i % 2 == 1;
            htlc.AmountMsat = 50000000 + (ulong)i;
            htlc.PaymentHash = TestDevice.Fill(32, (byte)(0x40 + i));
            htlc.Expiry = 600000 + (uint)i;
            content.Htlcs[i] = htlc;
            if (htlc.IsOfferedByPeer)
            {
                content.TheirSat -= 50000 + 1;
            }
            else
            {
                content.OurSat -= 50000 + 1;
            }
        }

        // 172 weight units per HTLC output, rounded up.
        content.OurSat -= (ulong)htlcs * 45;
        if (ChannelType == 0)
        {
            // 724 weight units and 172 for each HTLC, no anchors, and exactly the feerate that is named.
            content.OurSat = ValueSat - content.TheirSat - (ulong)htlcs * 50000 - content.FeeratePerKw * (724 + 172 * (ulong)htlcs) / 1000;
        }

        return content;
    }

    public byte[] Point(bool ours, ulong number)
    {
        GetPerCommitmentPoint request = new GetPerCommitmentPoint();
        request.Peer = ours ? TheirNode : OurNode;
        request.Dbid = Dbid;
        request.Number = number;
        return GetPerCommitmentPointReply.Decode(Device(ours).Body(request.Encode())).Point;
    }

    /// <summary>What the signing side is asked for the other side's commitment.</summary>
    public SignCounterpartyCommitment Sign(bool ours, byte funding, ulong number, TestContent content)
    {
        SignCounterpartyCommitment request = new SignCounterpartyCommitment();
        request.ChannelId = ChannelId(ours);
        request.FundingPrefix = Prefix(funding);
        request.Commitment.Number = number;
        request.Commitment.Point = Point(!ours, number);
        request.Commitment.FeeratePerKw = content.FeeratePerKw;
        request.Commitment.ToHolderSat = ours ? content.OurSat : content.TheirSat;
        request.Commitment.ToCounterpartySat = ours ? content.TheirSat : content.OurSat;
        request.Commitment.Htlcs = content.SeenBy(ours);
        return request;
    }

    /// <summary>What the holding side is asked, with the signatures that the other side gave.</summary>
    public ValidateHolderCommitment Validate(bool ours, byte funding, ulong number, TestContent content, SignCounterpartyCommitmentReply signed)
    {
        ValidateHolderCommitment request = new ValidateHolderCommitment();
        request.ChannelId = ChannelId(ours);
        request.FundingPrefix = Prefix(funding);
        request.Commitment.Number = number;
        request.Commitment.FeeratePerKw = content.FeeratePerKw;
        request.Commitment.ToHolderSat = ours ? content.OurSat : content.TheirSat;
        request.Commitment.ToCounterpartySat = ours ? content.TheirSat : content.OurSat;
        request.Commitment.Htlcs = content.SeenBy(ours);
        request.Signature = signed.Signature;
        request.HtlcSignatures = signed.HtlcSignatures;
        return request;
    }

    public RevokeHolderCommitment Revoke(bool ours, ulong number)
    {
        RevokeHolderCommitment request = new RevokeHolderCommitment();
        request.ChannelId = ChannelId(ours);
        request.Number = number;
        return request;
    }

    public ValidateRevocation Revocation(bool ours, ulong number, byte[] secret)
    {
        ValidateRevocation request = new ValidateRevocation();
        request.ChannelId = ChannelId(ours);
        request.Number = number;
        request.Secret = secret;
        return request;
    }

    public LockOutpoint Lock(bool ours, byte funding)
    {
        LockOutpoint request = new LockOutpoint();
        request.ChannelId = ChannelId(ours);
        request.Txid = Txid(funding);
        request.Vout = 0;
        return request;
    }

    public SignHolderCommitment Close(bool ours, byte funding, ulong number)
    {
        SignHolderCommitment request = new SignHolderCommitment();
        request.ChannelId = ChannelId(ours);
        request.FundingPrefix = Prefix(funding);
        request.Number = number;
        return request;
    }

    /// <summary>The other side's signatures of one side's commitment.</summary>
    public SignCounterpartyCommitmentReply Signed(bool holderIsOurs, byte funding, ulong number, TestContent content)
    {
        return SignCounterpartyCommitmentReply.Decode(Device(!holderIsOurs).Body(Sign(!holderIsOurs, funding, number, content).Encode()));
    }

    /// <summary>Both commitments of a number signed and validated.</summary>
    public void Exchange(byte funding, ulong number, TestContent content)
    {
        Theirs.Body(Validate(false, funding, number, content, Signed(false, funding, number, content)).Encode());
        Ours.Body(Validate(true, funding, number, content, Signed(true, funding, number, content)).Encode());
    }

    /// <summary>Both sides revoke a number and take in the other's secret.</summary>
    public void RevokeBoth(ulong number)
    {
        byte[] theirs = RevokeHolderCommitmentReply.Decode(Theirs.Body(Revoke(false, number).Encode())).Secret;
        Ours.Body(Revocation(true, number, theirs).Encode());
        byte[] ours = RevokeHolderCommitmentReply.Decode(Ours.Body(Revoke(true, number).Encode())).Secret;
        Theirs.Body(Revocation(false, number, ours).Encode());
    }

    /// <summary>From a number to the next, with its content, on funding 1.</summary>
    public void Advance(ulong from, TestContent content)
    {
        Exchange(1, from + 1, content);
        RevokeBoth(from);
    }

    private ChannelKeysReply Keys(TestDevice device, byte[] peer)
    {
        NewChannel announce = new NewChannel();
        announce.Peer = peer;
        announce.Dbid = Dbid;
        device.Body(announce.Encode());
        ChannelKeys request = new ChannelKeys();
        request.Peer = peer;
        request.Dbid = Dbid;
        return ChannelKeysReply.Decode(device.Body(request.Encode()));
    }
}
