using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.HistoryWorld.Backups;
using Holdfast.HistoryWorld.Money;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HistoryWorld.Payments;

/// <summary>
/// A device with three channels and the rules about payments in force. An honest node forwards, pays in one part or several, receives, splices and
/// starts its device again; a thief has that node, every
/// peer and the host. A ledger of its own counts what the owner has left in the worst case.
/// <para>What both use is here; PayWorld.Node.cs is the honest node, PayWorld.Thief.cs the thief, PayWorld.Splices.cs what has to do with fundings.</para>
/// </summary>
internal sealed partial class PayWorld
{
    private const int ChannelCount = 3;
    private const byte PaymentsAreChecked = 19;
    private const int RestMs = 1_200_000;

    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly PayOwner _owner = new();
    private readonly BackupDevice _device;
    private readonly PayLedger _ledger = new();
    private readonly List<PayChannel> _channels = [];
    private readonly Action<string>? _log;
    private Reply _last = new();
    private int _hashes;
    private byte _names;
    private readonly bool _isCounted;

    public PayWorld(Action<string>? log)
    {
        _log = log;
        _owner.OnAgreed = _ledger.Agreed;
        _device = new BackupDevice(_owner);
        Require(Asks(new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = 1 }] }.Encode()), "the rules begin");
        for (int i = 0; i < ChannelCount; i++)
        {
            Open(isOpener: i == 1);
        }

        _isCounted = true;
        _ledger.Require();
    }

    public PayOutcome Outcome(int steps, ViolationKind? violation, string sentence) => new(steps, _ledger.Counts, Payments, Restarts, _ledger.Readings, violation, sentence);

    /// <summary>Payments of the honest node that were made or came in, and starts of the device.</summary>
    public long Payments { get; private set; }

    public long Restarts { get; private set; }

    /// <exception cref="ViolationException">A promise is broken.</exception>
    public void Play(PayMove move)
    {
        _log?.Invoke("-- " + move);
        Rest();
        Dice dice = new(move.Seed, isHonest: false);
        if (move.Deed < PayDeed.Request)
        {
            PlayNode(move.Deed, dice);
        }
        else
        {
            IsTainted = true;
            PlayThief(move.Deed, dice);
        }
    }

    /// <summary>A thief was here: the node may be refused from now on.</summary>
    public bool IsTainted { get; private set; }

    private byte[] PeerOf(ulong dbid) => _curve.PublicKey(Sha256.Hash([.. "pay node"u8, (byte)dbid]));

    private void Open(bool isOpener, bool isLocked = true)
    {
        ulong dbid = (ulong)_channels.Count + 1;
        byte[] peer = PeerOf(dbid);
        Require(Asks(new NewChannel { Peer = peer, Dbid = dbid }.Encode()), "a channel is made");
        Ask(new ChannelKeys { Peer = peer, Dbid = dbid }.Encode());
        ChannelKeysReply keys = ChannelKeysReply.Decode(new ByteReader(_last.Body));
        SoftwareSigner signer = new(_curve, Sha256.Hash([.. "pay peer"u8, (byte)dbid]));
        PayChannel channel = new(peer, dbid, isOpener, signer, new ChannelSide(keys.Basepoints, keys.FundingPoint, 354, BackedChannel.DelayBlocks));
        PayFunding funding = new(channel.Terms(OtherTxid(), PayChannel.ValueSat), 0) { IsBound = true };
        ulong pushMsat = PayChannel.ValueSat * 1000 / 2;
        Require(SetUp(channel, funding, pushMsat), "a channel is set up");
        _channels.Add(channel);
        channel.Fundings.Add(funding);
        PayContent first = new(PayChannel.ValueSat * 1000 / 2, [], []);
        Require(Sign(channel, funding, first, 0) && Hold(channel, funding, first, 0), "the first commitments");
        channel.Newest = channel.Current = first;
        channel.Next = 1;
        Read(channel);
        if (!isLocked)
        {
            return;
        }

        channel.IsLocked = true;
        Rest();
        _owner.Wanted = "ock";
        Require(Asks(new LockOutpoint { ChannelId = channel.Id, Txid = funding.Terms.FundingTxid, Vout = 0 }.Encode()), "a channel is locked");
        _owner.Wanted = null;
    }

    private bool SetUp(PayChannel channel, PayFunding funding, ulong pushMsat) => Asks(new SetupChannel
    {
        Peer = channel.Peer,
        Dbid = channel.Dbid,
        IsOutbound = channel.IsOpener,
        ValueSat = funding.Terms.ValueSat,
        Push = pushMsat,
        FundingTxid = funding.Terms.FundingTxid,
        FundingVout = 0,
        HolderDelayBlocks = BackedChannel.DelayBlocks,
        HolderShutdownScript = [],
        CounterpartyBasepoints = channel.PeerSigner.Basepoints,
        CounterpartyFundingPoint = channel.PeerSigner.FundingPoint,
        CounterpartyDelayBlocks = BackedChannel.DelayBlocks,
        CounterpartyShutdownScript = [],
        ChannelType = (byte)ChannelType.AnchorsZeroFeeHtlc,
    }.Encode());

    /// <summary>The peer's commitment of this number on one funding.</summary>
    private bool Sign(PayChannel channel, PayFunding funding, PayContent content, ulong number)
    {
        if (channel.Fields(funding, content, number, null) is not { } fields)
        {
            return false;
        }

        byte[] request = new SignCounterpartyCommitment { ChannelId = channel.Id, FundingPrefix = funding.Prefix, Commitment = fields }.Encode();
        if (!Asks(request))
        {
            return false;
        }

        channel.LastPromise = request;
        Signed(channel, funding, content, fields);
        return true;
    }

    /// <summary>The same, prepared first; true when it is signed.</summary>
    private bool SignPrepared(PayChannel channel, PayFunding funding, PayContent content, ulong number) =>
        Prepare(channel, funding, content, number) && PrepareCounterpartyCommitmentReply.Decode(new ByteReader(_last.Body)).IsReleased
            && (SignPreparedOnly(channel, funding, number) || _last.Code != ErrorCode.NotPrepared)
            ? _last.Status == ReplyStatus.Ok
            : Sign(channel, funding, content, number);

    private bool Prepare(PayChannel channel, PayFunding funding, PayContent content, ulong number)
    {
        bool isPrepared = channel.Fields(funding, content, number, null) is { } fields
            && Asks(new PrepareCounterpartyCommitment { ChannelId = channel.Id, FundingPrefix = funding.Prefix, Commitment = fields }.Encode());
        funding.Prepared = isPrepared ? content : funding.Prepared;
        return isPrepared;
    }

    /// <summary>Whatever was prepared last.</summary>
    private bool SignPreparedOnly(PayChannel channel, PayFunding funding, ulong number)
    {
        if (funding.Prepared is not { } content
            || !Asks(new SignPreparedCommitment { ChannelId = channel.Id, FundingPrefix = funding.Prefix, Number = number }.Encode()))
        {
            return false;
        }

        CommitmentFields fields = channel.Fields(funding, content, number, null)!;
        channel.LastPromise = new SignCounterpartyCommitment { ChannelId = channel.Id, FundingPrefix = funding.Prefix, Commitment = fields }.Encode();
        Signed(channel, funding, content, fields);
        return true;
    }

    private void Signed(PayChannel channel, PayFunding funding, PayContent content, CommitmentFields fields)
    {
        _ledger.Can(channel, funding, "peer's " + fields.Number, content, fields);
        Count(content, channel.Dbid + " peer's " + fields.Number);
    }

    /// <summary>Our commitment of this number on one funding, with the peer's signatures.</summary>
    private bool Hold(PayChannel channel, PayFunding funding, PayContent content, ulong number)
    {
        Ask(new GetPerCommitmentPoint { Peer = channel.Peer, Dbid = channel.Dbid, Number = number }.Encode());
        if (_last.Status != ReplyStatus.Ok
            || channel.Fields(funding, content, number, GetPerCommitmentPointReply.Decode(new ByteReader(_last.Body)).Point) is not { } fields)
        {
            return false;
        }

        ChannelTerms terms = funding.Terms;
        channel.PeerSigner.Setup(terms with { Holder = terms.Counterparty, Counterparty = terms.Holder, IsOpener = !terms.IsOpener });
        SignedCommitment signed = channel.PeerSigner.SignCounterparty(fields.Mirrored());
        byte[] request = new ValidateHolderCommitment
        {
            ChannelId = channel.Id, FundingPrefix = funding.Prefix, Commitment = fields, Signature = signed.Signature, HtlcSignatures = signed.HtlcSignatures,
        }.Encode();
        if (!Asks(request))
        {
            return false;
        }

        channel.LastPromise = request;
        _ledger.Can(channel, funding, "ours " + number, content, fields);
        Count(content, channel.Dbid + " ours " + number);
        return true;
    }

    private bool PeerRevokes(PayChannel channel)
    {
        if (channel.Revoked + 1 >= channel.Next
            || !Asks(new ValidateRevocation { ChannelId = channel.Id, Number = channel.Revoked, Secret = channel.PeerSigner.Revoke(channel.Revoked).Secret }.Encode()))
        {
            return false;
        }

        // A revoked commitment gives all to the owner.
        _ledger.Cannot(channel, "peer's " + channel.Revoked);
        channel.Revoked++;
        Count(null, channel.Dbid + " peer revoked " + (channel.Revoked - 1));
        return true;
    }

    private bool WeRevoke(PayChannel channel)
    {
        if (channel.Pending is null || !Asks(new RevokeHolderCommitment { ChannelId = channel.Id, Number = channel.Holder }.Encode()))
        {
            return false;
        }

        _ledger.Cannot(channel, "ours " + channel.Holder);
        channel.Holder++;
        channel.Current = channel.Pending;
        channel.Pending = null;
        Count(null, channel.Dbid + " we revoked " + (channel.Holder - 1));
        return true;
    }

    /// <summary>The next commitment of the peer on every live funding; true when all are signed.</summary>
    private bool PeersNext(PayChannel channel, PayContent content, bool isPrepared, bool isReversed = false)
    {
        PayFunding[] live = [.. isReversed ? channel.Live.Reverse() : channel.Live];
        if (!live.All(funding => isPrepared ? SignPrepared(channel, funding, content, channel.Next) : Sign(channel, funding, content, channel.Next)))
        {
            return false;
        }

        channel.Newest = content;
        channel.Next++;
        channel.Remembered = live.Length;
        return true;
    }

    private bool OurNext(PayChannel channel, PayContent content, bool isReversed = false)
    {
        PayFunding[] live = [.. isReversed ? channel.Live.Reverse() : channel.Live];
        if (!live.All(funding => Hold(channel, funding, content, channel.Holder + 1)))
        {
            return false;
        }

        channel.Pending = content;
        return true;
    }

    private void Count(PayContent? content = null, string what = "")
    {
        _log?.Invoke("   " + what + " " + content);
        foreach (PayHtlc htlc in content?.Fulfilled ?? [])
        {
            _ledger.Fulfilled(htlc);
        }

        if (_isCounted)
        {
            _ledger.Require();
        }
    }

    /// <summary>The host keeps the channel's table.</summary>
    private void Read(PayChannel channel)
    {
        Ask(new ReadPayments { ChannelId = channel.Id }.Encode());
        if (_last.Status == ReplyStatus.Ok)
        {
            channel.Tables.Add(ReadPaymentsReply.Decode(new ByteReader(_last.Body)).Payments);
        }
    }

    private bool Show(PayChannel channel, byte[] table)
    {
        Ask(new ShowPayments { ChannelId = channel.Id, Payments = table }.Encode());
        return _last.Status == ReplyStatus.Ok && ShowPaymentsReply.Decode(new ByteReader(_last.Body)).AreKnown;
    }

    private void Reboot()
    {
        _device.Reboot();
        Restarts++;
    }

    // So that no question is withheld because an earlier one found nobody.
    private void Rest()
    {
        _device.Wait(RestMs);
        _ledger.Rested(RestMs);
        _owner.Wanted = null;
        _owner.WantsSat = 0;
    }

    private void Ask(byte[] request)
    {
        Reply reply = Answer(request);
        _log?.Invoke((MessageId)request[0] + " " + reply.Status + " " + reply.Code + " " + reply.Tag + " " + reply.Sentence);
        _last = reply;
        if (reply.Status == ReplyStatus.Fault)
        {
            throw new ViolationException(ViolationKind.Fault, (MessageId)request[0] + ": the device stopped: " + reply.Sentence);
        }
    }

    private bool Asks(byte[] request)
    {
        Ask(request);
        return _last.Status == ReplyStatus.Ok;
    }

    private void Require(bool isDone, string what)
    {
        if (!isDone)
        {
            throw new ViolationException(ViolationKind.Liveness, what + ": " + _last.Status + " " + _last.Code + " " + _last.Tag + " " + _last.Sentence);
        }
    }

    private byte[] OtherTxid() => Sha256.Hash([.. "pay funding"u8, ++_names]);
}
