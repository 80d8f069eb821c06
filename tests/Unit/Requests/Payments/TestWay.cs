using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>
/// One channel of the device under test, with a peer that has a device of its own. Contents are kept as the device under test sees them: its HTLCs and what it owns
/// besides.
/// </summary>
public sealed class TestWay
{
    public readonly TestPair Pair;
    public readonly TestDevice Device;
    public readonly byte Funding;

    /// <summary>What the device owns besides the HTLCs, millisatoshi.</summary>
    public ulong OwnMsat;

    /// <summary>The newest numbers of both sides.</summary>
    public ulong PeersNumber;
    public ulong OwnNumber;

    /// <summary>What ReadPayments gave last.</summary>
    public byte[] Blob = new byte[0];

    private readonly bool _isOpener;

    public TestWay(TestDevice device, byte peer, byte dbid, bool isOpener)
        : this(device, peer, dbid, isOpener, true)
    {
    }

    public TestWay(TestDevice device, byte peer, byte dbid, bool isOpener, bool isLocked)
    {
        Device = device;
        Funding = dbid;
        _isOpener = isOpener;
        TestDevice other = TestDevice.Unfollowed(peer);
        Pair = isOpener ? new TestPair(device, other, dbid) : new TestPair(other, device, dbid);
        OwnMsat = isOpener ? 700000000u : 300000000u;
        Pair.SetUp(Funding);
        Pair.Exchange(Funding, 0, Content(new Htlc[0], OwnMsat));
        if (isLocked)
        {
            Pair.Ours.Body(Pair.Lock(true, Funding).Encode());
            Pair.Theirs.Body(Pair.Lock(false, Funding).Encode());
        }

        Keep();
    }

    public TestDevice Peer
    {
        get { return Pair.Device(!_isOpener); }
    }

    public byte[] Id
    {
        get { return Pair.ChannelId(_isOpener); }
    }

    /// <summary>The content of a commitment of this channel.</summary>
    public TestContent Content(Htlc[] htlcs, ulong ownMsat)
    {
        ulong left = TestPair.ValueSat * 1000 - ownMsat;
        ulong inFlight = 0;
        int outputs = 0;
        for (int i = 0; i < htlcs.Length; i++)
        {
            left -= htlcs[i].AmountMsat;
            inFlight += htlcs[i].AmountMsat / 1000;
            outputs += htlcs[i].IsTrimmed ? 0 : 1;
        }

        TestContent content = new TestContent();
        content.TheirSat = (_isOpener ? left : ownMsat) / 1000;
        content.OurSat = (_isOpener ? ownMsat : left) / 1000 - TestPair.FeeAndAnchorsSat - 45 * (ulong)outputs;
        content.Htlcs = new Htlc[htlcs.Length];
        for (int i = 0; i < htlcs.Length; i++)
        {
            content.Htlcs[i] = TestHtlc.Of(htlcs[i].IsOfferedByPeer == _isOpener, htlcs[i].PaymentHash, htlcs[i].AmountMsat, htlcs[i].Expiry);
            content.Htlcs[i].IsTrimmed = htlcs[i].IsTrimmed;
        }

        return content;
    }

    /// <summary>The request for the peer's next commitment.</summary>
    public SignCounterpartyCommitment Sign(Htlc[] htlcs, ulong ownMsat)
    {
        return Pair.Sign(_isOpener, Funding, PeersNumber + 1, Content(htlcs, ownMsat));
    }

    /// <summary>The same, to be prepared.</summary>
    public PrepareCounterpartyCommitment Prepare(Htlc[] htlcs, ulong ownMsat)
    {
        SignCounterpartyCommitment sign = Sign(htlcs, ownMsat);
        PrepareCounterpartyCommitment prepare = new PrepareCounterpartyCommitment();
        prepare.ChannelId = sign.ChannelId;
        prepare.FundingPrefix = sign.FundingPrefix;
        prepare.Commitment = sign.Commitment;
        return prepare;
    }

    public SignPreparedCommitment SignPrepared()
    {
        SignPreparedCommitment request = new SignPreparedCommitment();
        request.ChannelId = Id;
        request.FundingPrefix = TestPair.Prefix(Funding);
        request.Number = PeersNumber + 1;
        return request;
    }

    /// <summary>The request for the holder's next commitment, with the peer's signatures.</summary>
    public ValidateHolderCommitment Validate(Htlc[] htlcs, ulong ownMsat)
    {
        TestContent content = Content(htlcs, ownMsat);
        return Pair.Validate(_isOpener, Funding, OwnNumber + 1, content, Pair.Signed(_isOpener, Funding, OwnNumber + 1, content));
    }

    /// <summary>The request that revokes the holder's current commitment.</summary>
    public RevokeHolderCommitment Revoke()
    {
        return Pair.Revoke(_isOpener, OwnNumber);
    }

    /// <summary>The peer's commitment goes on: signed, held by the peer, and its predecessor revoked.</summary>
    public void Pay(Htlc[] htlcs, ulong ownMsat)
    {
        SignCounterpartyCommitmentReply signed = SignCounterpartyCommitmentReply.Decode(Device.Body(Sign(htlcs, ownMsat).Encode()));
        Keep();
        Accept(htlcs, ownMsat, signed);
    }

    /// <summary>The peer holds what was signed, and revokes what was before.</summary>
    public void Accept(Htlc[] htlcs, ulong ownMsat, SignCounterpartyCommitmentReply signed)
    {
        Peer.Body(Pair.Validate(!_isOpener, Funding, PeersNumber + 1, Content(htlcs, ownMsat), signed).Encode());
        Device.Body(PeersRevocation().Encode());
        PeersNumber++;
        OwnMsat = ownMsat;
    }

    /// <summary>The peer's revocation of the commitment before the newest.</summary>
    public ValidateRevocation PeersRevocation()
    {
        byte[] secret = RevokeHolderCommitmentReply.Decode(Peer.Body(Pair.Revoke(!_isOpener, PeersNumber).Encode())).Secret;
        return Pair.Revocation(_isOpener, PeersNumber, secret);
    }

    /// <summary>The holder's commitment goes on: signed by the peer, held, and its predecessor revoked.</summary>
    public void Receive(Htlc[] htlcs, ulong ownMsat)
    {
        Device.Body(Validate(htlcs, ownMsat).Encode());
        Keep();
        Revoked(ownMsat);
    }

    /// <summary>The holder revokes its current commitment, whose successor is held.</summary>
    public void Revoked(ulong ownMsat)
    {
        byte[] secret = RevokeHolderCommitmentReply.Decode(Device.Body(Revoke().Encode())).Secret;
        Peer.Body(Pair.Revocation(!_isOpener, OwnNumber, secret).Encode());
        OwnNumber++;
        OwnMsat = ownMsat;
    }

    /// <summary>An update by the peer: the holder's commitment first.</summary>
    public void Come(Htlc[] htlcs, ulong ownMsat)
    {
        Receive(htlcs, ownMsat);
        Pay(htlcs, ownMsat);
    }

    /// <summary>An update by the holder: the peer's commitment first.</summary>
    public void Go(Htlc[] htlcs, ulong ownMsat)
    {
        Pay(htlcs, ownMsat);
        Receive(htlcs, ownMsat);
    }

    /// <summary>The host reads the table and keeps it.</summary>
    public void Keep()
    {
        ReadPayments read = new ReadPayments();
        read.ChannelId = Id;
        Blob = ReadPaymentsReply.Decode(Device.Body(read.Encode())).Payments;
    }

    /// <summary>The host shows a table; true when the device knows it then.</summary>
    public bool Show(byte[] blob)
    {
        ShowPayments show = new ShowPayments();
        show.ChannelId = Id;
        show.Payments = blob;
        return ShowPaymentsReply.Decode(Device.Body(show.Encode())).AreKnown;
    }
}
