using Holdfast.Bytes;
using Holdfast.HistoryWorld.Money;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HistoryWorld.Payments;

/// <content>
/// A story of an honest node, in which power goes once while a request is answered. The host then does what PROTOCOL.md says: it shows every table that it has and repeats the
/// request. It gets the answer that it would have got without the cut, and its tables are complete again.
/// </content>
internal sealed partial class PayWorld
{
    private List<PayAsked>? _asked;
    private PayCut? _cut;

    /// <summary>
    /// Promises, a release for one part and one for two, a promise that is given up, an approval and its payment, and a splice that is locked while payments are in flight.
    /// </summary>
    /// <param name="cut">When power goes; null: it stays.</param>
    /// <returns>Every request with what was there before it.</returns>
    internal IReadOnlyList<PayAsked> PlayStory(PayCut? cut)
    {
        _cut = cut;
        _asked = [];
        Dice dice = new(7, isHonest: true);
        (PayChannel a, PayChannel b, PayChannel c) = (_channels[0], _channels[1], _channels[2]);
        Part sent = new(b, new PayHtlc(false, 50_000_000, ++_hashes, Height + 50));
        _owner.Wanted = "Send a payment of 60000 sat";
        _ledger.Agreed(60_000);
        Require(Asks(new ApproveKeysend { Payee = b.Peer, PaymentHash = PayHtlc.HashOf(sent.Htlc.Hash), AmountMsat = 60_000_000 }.Encode()), "a payment is approved");
        _owner.Wanted = null;
        Require(Add([sent], dice, false), "what was approved is sent");

        int one = Promised(70_000_000);
        Part whole = new(c, VaultPart(one, 70_000_000));
        Require(Add([whole], dice, true), "a payment for the vault comes in");
        int two = Promised(80_000_000);
        Part[] halves = [new(a, VaultPart(two, 40_000_000)), new(b, VaultPart(two, 40_000_000))];
        Require(Add(halves, dice, true), "and one in two parts");
        Require(Splice(c, isHonest: true), "a splice is signed while payments are in flight");
        LockSplice(c);
        Require(Release(one, whole.Htlc), "a preimage is released");
        Update(c, content => content.Minus(whole.Htlc, true), dice, false);
        Require(Release(two, halves[0].Htlc, halves[1].Htlc), "and one for two parts");
        int given = Promised(0);
        Require(Cancel(given), "a promise is given up");
        Update(a, content => content.Minus(halves[0].Htlc, true), dice, false);
        Restart(dice);
        Update(b, content => content.Minus(halves[1].Htlc, true), dice, false);
        Update(b, content => content.Minus(sent.Htlc, true), dice, true);
        return _asked;
    }

    private Reply Answer(byte[] request)
    {
        if (_asked is null)
        {
            return _device.Ask(request)!;
        }

        bool isWatched = _cut is null;
        PayAsked asked = new((MessageId)request[0]) { Before = isWatched ? Books() : string.Empty };
        _asked.Add(asked);
        if (_cut is { } cut && cut.Request == _asked.Count - 1)
        {
            _device.CutSoon(cut.Operation, cut.Outcome);
        }

        ulong wanted = _owner.WantsSat;
        _device.Watch(asked.Operations);
        Reply? reply = _device.Ask(request);
        _device.Watch(null);
        reply ??= AfterCut(request, wanted);
        asked.Reply = Convert.ToHexString(reply.Body ?? []);
        asked.After = isWatched ? Books() : string.Empty;
        asked.Tables = isWatched ? Tables() : string.Empty;
        return reply;
    }

    // What was asked is done wholly or not at all. The host shows its tables and asks again.
    private Reply AfterCut(byte[] request, ulong wanted)
    {
        Check.That(_cut is not null && _asked is not null, "power goes where it was planned");
        List<PayAsked> asked = _asked!;
        PayAsked uncut = _cut!.Uncut;
        _asked = null;
        string books = Books();
        Must(books == uncut.Before || books == uncut.After, "the books of promises and approvals are those from before or after");
        bool isDone = books != uncut.Before;
        foreach (PayChannel channel in _channels.Where(channel => channel.Tables.Count != 0))
        {
            Show(channel, channel.Tables[^1]);
        }

        if (isDone && (MessageId)request[0] == MessageId.PromiseInvoice)
        {
            // Nobody has learned its payment secret: the host gives it up and asks for another one.
            ReadPromisesReply read = ReadPromisesReply.Decode(new ByteReader(_device.Ask(new ReadPromises().Encode())!.Body));
            Must(Asks(new CancelPromise { PaymentHash = read.Promises[^1].PaymentHash }.Encode()), "a promise that nobody has seen is given up");
        }

        if ((MessageId)request[0] == MessageId.ReleasePreimage)
        {
            RequireOnlyThese(request, isDone);
        }

        if (isDone && (MessageId)request[0] == MessageId.ForgetJitOrder)
        {
            // Asked again, there is nothing to forget.
            Must(!Asks(request) && _last.Tag == "holdfast-jit-order", "what is forgotten is no more");
            _asked = asked;
            return new Reply { Status = ReplyStatus.Ok, Body = [] };
        }

        // The owner presses once more for the same question, which is no other agreement.
        _owner.WantsSat = wanted;
        Action<ulong>? agreed = _owner.OnAgreed;
        _owner.OnAgreed = null;
        Ask(request);
        Reply again = _last;
        _owner.OnAgreed = agreed;
        if (again.Code != ErrorCode.NotPrepared)
        {
            Must(again.Status == ReplyStatus.Ok, "what was cut is done when it is asked for again");
            bool isAnother = isDone && (MessageId)request[0] == MessageId.PromiseInvoice;
            Must(isAnother || Convert.ToHexString(again.Body) == uncut.Reply, "the answer is the same as without the cut");
            Must(isAnother || Books() == uncut.After, "the books are what they would have been");
            Must(Tables() == uncut.Tables, "the tables are what they would have been");
        }

        _asked = asked;
        _last = again;
        return again;
    }

    // Once a release is written down no other HTLCs get the preimage, although nobody has it yet; and they get it again after each start.
    private void RequireOnlyThese(byte[] request, bool isDone)
    {
        ReleasePreimage other = ReleasePreimage.Decode(new ByteReader(request[1..]));
        other.Parts = [.. other.Parts, other.Parts[0]];
        Must(!Asks(other.Encode()) && (_last.Tag == "holdfast-released-once") == isDone, "no other HTLCs get the preimage");
        if (isDone)
        {
            Must(Asks(request), "the same HTLCs get the preimage");
            Reboot();
            ShowAll();
        }
    }

    private string Books() => string.Join(' ', new[] { new ReadPromises().Encode(), new ReadApprovals().Encode(), new ReadJitOrders().Encode() }
        .Select(each => Convert.ToHexString(_device.Ask(each)!.Body)));

    private string Tables() => string.Join(' ', _channels.Select(channel => _device.Ask(new ReadPayments { ChannelId = channel.Id }.Encode())!)
        .Select(reply => reply.Status == ReplyStatus.Ok ? Convert.ToHexString(reply.Body) : "unknown"));
}

/// <summary>A request of the story, its answer, what the device had before and after it, and the operations of its flash meanwhile.</summary>
internal sealed class PayAsked(MessageId id)
{
    public MessageId Id { get; } = id;

    public string Reply { get; set; } = string.Empty;

    /// <summary>The books of promises and approvals.</summary>
    public string Before { get; init; } = string.Empty;

    public string After { get; set; } = string.Empty;

    /// <summary>The tables of all channels after it.</summary>
    public string Tables { get; set; } = string.Empty;

    public List<StorageOperation> Operations { get; } = [];
}

/// <summary>Power goes in this operation of this request, which without the cut is answered as the last argument says.</summary>
internal sealed record PayCut(int Request, int Operation, int Outcome, PayAsked Uncut);
