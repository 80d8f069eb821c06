using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments.Book;
using Holdfast.HeldPayments.Handlers;
using Holdfast.IntentLog;

namespace Holdfast.HeldPayments;

/// <summary>
/// Where HTLCs wait. Every HTLC of a hold invoice is written down, judged by the owner's handler, and held until the owner settles or cancels, or until its expiry comes too near.
/// Each decision is in the book before anybody acts on it, so after a crash at any point the same is done again and nothing else.
/// </summary>
/// <remarks>
/// HTLCs that belong to no hold invoice never wait for the book or for another HTLC, unless the owner's handler shall judge them as well. Nothing here has a timer of its own:
/// <see cref="StepAsync"/> and <see cref="AskDeviceAsync"/> do what is due.
/// </remarks>
public sealed partial class HoldDesk : IDisposable
{
    /// <summary>As many as the device compares (firmware/Protocol/Fields/PartFields.cs).</summary>
    private const int PartsOfSetMax = 128;

    private readonly HeldBook _book;
    private readonly IVault _vault;
    private readonly HandlerPool? _handlers;
    private readonly HoldSettings _settings;
    private readonly IExtraFees _extraFees;
    private readonly TimeProvider _time;
    private readonly Action<string, string> _log;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ConcurrentDictionary<string, HeldInvoice> _invoices = new(StringComparer.Ordinal);
    private readonly Dictionary<long, HeldSet> _sets = [];
    private readonly ConcurrentDictionary<HtlcName, Waiting> _waiting = new();
    private readonly HashSet<long> _seen = [];
    private readonly DateTimeOffset _began;
    private DateTimeOffset _pruneAgain;
    private DateTimeOffset _tidyAgain;
    private long _height;

    /// <param name="handlers">Null when there is no handler: then every payment of a hold invoice is held.</param>
    /// <param name="log">Level and sentence, for the node's log.</param>
    /// <param name="extraFees">What peers may keep of payments; null where no channels are bought.</param>
    /// <exception cref="IntentStoreException">The book cannot be read.</exception>
    public HoldDesk(HeldBook book, IVault vault, HandlerPool? handlers, HoldSettings settings, TimeProvider time, Action<string, string> log, IExtraFees? extraFees = null)
    {
        _extraFees = extraFees ?? NoExtraFees.Instance;
        _book = book;
        _vault = vault;
        _handlers = handlers;
        _settings = settings;
        _time = time;
        _log = log;
        _began = time.GetUtcNow();
        Dictionary<long, HeldInvoice> byId = book.Invoices().ToDictionary(row => row.Id, row => new HeldInvoice(row));
        foreach (HeldInvoice invoice in byId.Values)
        {
            _invoices[Hex(invoice.Row.PaymentHash)] = invoice;
        }

        foreach (SetRow row in book.LiveSets())
        {
            HeldSet set = new(row, byId[row.InvoiceId]);
            foreach (PartRow part in book.PartsOfSet(row.Id))
            {
                set.Parts[part.Id] = new HeldPart(part);
            }

            _sets[row.Id] = set;
            if (row.State != HeldState.CancelIntended)
            {
                set.Invoice.Set = set;
            }
        }
    }

    /// <summary>The highest block that the node has spoken of.</summary>
    public long Height => Interlocked.Read(ref _height);

    /// <summary>For tests: no answer has been decided yet.</summary>
    internal bool IsWaiting(HtlcName name) => _waiting.ContainsKey(name);

    public void Dispose()
    {
        _handlers?.Dispose();
        _gate.Dispose();
    }

    /// <summary>Before the end of the process, after everything that waits was cancelled: no handler outlives it.</summary>
    public Task HandlersEndedAsync() => _handlers?.EndedAsync() ?? Task.CompletedTask;

    /// <summary>The node has a block of this height.</summary>
    public void TakeHeight(long height)
    {
        for (long known = Height; height > known; known = Height)
        {
            Interlocked.CompareExchange(ref _height, height, known);
        }
    }

    /// <summary>The answer to one call of the hook; it comes when the payment is decided. Afterwards the caller says so with <see cref="AnsweredAsync"/>.</summary>
    public async Task<HookAnswer> HookAsync(JsonObject payload, CancellationToken cancellation)
    {
        if (IncomingHtlc.Parse(payload) is not { } htlc)
        {
            return HookAnswer.Continue;
        }

        TakeHeight(htlc.Height);
        string hash = Hex(htlc.PaymentHash);
        if (htlc.IsForwarded && (_invoices.ContainsKey(hash) || await IsPromisedAsync(hash, cancellation)))
        {
            // The device signs no commitment that offers an HTLC with a hash of its vault, so one of these would stop the channel.
            _log("info", $"HTLC {htlc.Name} for {hash} fails: it is to be forwarded, and the hash is that of an invoice of this node");
            return HookAnswer.Fail(FailureMessage.Temporary);
        }

        if (!_invoices.ContainsKey(hash))
        {
            return await JudgeOfOthersAsync(htlc, payload, cancellation);
        }

        (Task<HookAnswer> answer, bool isAsked) = await GuardedAsync(
            () => Admit(htlc), _ => (AdmitWithoutBook(htlc), false), cancellation);
        if (isAsked)
        {
            bool isNobodyAsked = _handlers == null || (_settings.Scope == HandlerScope.Held && _invoices.GetValueOrDefault(hash) is { Row.SettlesItself: true });
            Verdict verdict = isNobodyAsked ? Verdict.Hold : await _handlers!.JudgeAsync(Line(payload), cancellation);
            await GuardedAsync(() => Take(htlc.Name, verdict), _ => Forget(htlc.Name, FailureMessage.Temporary), cancellation);
        }

        return await answer.WaitAsync(cancellation);
    }

    /// <summary>lightningd has been told what <see cref="HookAsync"/> answered.</summary>
    public async Task AnsweredAsync(JsonObject payload, CancellationToken cancellation)
    {
        if (IncomingHtlc.Parse(payload) is { } htlc && _invoices.ContainsKey(Hex(htlc.PaymentHash)))
        {
            await GuardedAsync(() => Answered(htlc.Name), _ => 0, cancellation);
        }
    }

    private async Task<HookAnswer> JudgeOfOthersAsync(IncomingHtlc htlc, JsonObject payload, CancellationToken cancellation)
    {
        if (_handlers == null || _settings.Scope == HandlerScope.Held || (_settings.Scope == HandlerScope.Final && htlc.IsForwarded))
        {
            return HookAnswer.Continue;
        }

        JudgedRow? known = await GuardedAsync(() => _book.FindJudged(htlc.Name), _ => null, cancellation);
        if (known == null)
        {
            Verdict verdict = await _handlers.JudgeAsync(Line(payload), cancellation);
            if (verdict.Kind == VerdictKind.Hold)
            {
                verdict = Verdict.Late("only payments of hold invoices can be held");
            }

            Report(htlc, verdict);
            known = await GuardedAsync(() => Judged(htlc.Name, verdict.Failure), _ => new JudgedRow(FailureMessage.Temporary), cancellation);
        }

        return known.Failure == null ? HookAnswer.Continue : HookAnswer.Fail(known.Failure);
    }

    private JudgedRow Judged(HtlcName name, FailureMessage? failure)
    {
        _book.Judge(name, failure);
        return new JudgedRow(failure);
    }

    /// <summary>What happens to an HTLC of a hold invoice, as it is known in the book or for the first time; and whether the handler is to be asked.</summary>
    private (Task<HookAnswer> Answer, bool IsAsked) Admit(IncomingHtlc htlc)
    {
        if (_waiting.TryGetValue(htlc.Name, out Waiting? asked))
        {
            return (asked.Answer.Task, false);
        }

        if (!_invoices.TryGetValue(Hex(htlc.PaymentHash), out HeldInvoice? invoice))
        {
            return (Task.FromResult(HookAnswer.Continue), false);
        }

        PartRow? known = _book.FindPart(htlc.Name) ?? Renamed(invoice, htlc);
        if (known == null)
        {
            if (Objection(invoice, htlc) is { } objection)
            {
                _log("info", $"HTLC {htlc.Name} for {Hex(htlc.PaymentHash)} fails: {objection}");
                return (Task.FromResult(HookAnswer.Fail(FailureMessage.Refused)), false);
            }

            known = _book.AddPart(invoice.Row.Id, invoice.Set?.Id, htlc);
            invoice.Set ??= _sets[known.SetId] = new HeldSet(new SetRow(known.SetId, invoice.Row.Id, HeldState.HtlcSeen, null, htlc.TotalMsat ?? 0), invoice);
            invoice.Set.Parts[known.Id] = new HeldPart(known);
        }

        _seen.Add(known.Id);
        if (!_sets.TryGetValue(known.SetId, out HeldSet? set))
        {
            return (Task.FromResult(OfOver(invoice, known)), false);
        }

        HeldPart part = set.Parts[known.Id];
        Waiting waiting = Wait(set, part);
        if (set.IsHeld && IsTooLate(set))
        {
            Fail(set, FailureMessage.Refused, "it expires too soon to be held any longer");
        }
        else if (set.State == HeldState.SettleIntended && invoice.Row.Preimage is { } preimage)
        {
            Complete(waiting, HookAnswer.Settle(preimage));
        }
        else if (set.State == HeldState.CancelIntended)
        {
            Complete(waiting, HookAnswer.Fail(set.Failure ?? FailureMessage.Refused));
        }

        return (waiting.Answer.Task, set.IsHeld && part.State == HeldState.HtlcSeen);
    }

    private Waiting Wait(HeldSet set, HeldPart part)
    {
        part.IsHere = true;
        set.Since ??= _time.GetUtcNow();
        return _waiting[part.Name] = new Waiting(set, part);
    }

    /// <summary>A set that is over: lightningd asks again because it did not store the answer.</summary>
    private HookAnswer OfOver(HeldInvoice invoice, PartRow part)
    {
        SetRow? set = _book.FindSet(part.SetId);
        return set?.State == HeldState.Settled && invoice.Row.Preimage is { } preimage ? HookAnswer.Settle(preimage) : HookAnswer.Fail(set?.Failure ?? FailureMessage.Refused);
    }

    /// <summary>
    /// A channel gets another short id when its funding confirms or is spliced. Then an HTLC that the book knows comes under another name; its number, amount
    /// and expiry are as before.
    /// </summary>
    private PartRow? Renamed(HeldInvoice invoice, IncomingHtlc htlc)
    {
        PartRow? part = htlc.PaymentSecret == null || !htlc.PaymentSecret.AsSpan().SequenceEqual(invoice.Row.PaymentSecret)
            ? null
            : _book.PartsLike(invoice.Row.Id, htlc).FirstOrDefault(part => !_seen.Contains(part.Id));
        if (part == null)
        {
            return null;
        }

        _book.Rename(part.Id, htlc.Name);
        if (_sets.TryGetValue(part.SetId, out HeldSet? set))
        {
            set.Parts[part.Id].Name = htlc.Name;
        }

        return part with { Name = htlc.Name };
    }

    /// <summary>Why a new HTLC is not taken; null when it is.</summary>
    private string? Objection(HeldInvoice invoice, IncomingHtlc htlc)
    {
        InvoiceRow row = invoice.Row;
        HeldSet? set = invoice.Set;
        UInt128 total = htlc.TotalMsat ?? 0;
        UInt128 sent = (UInt128)htlc.AmountMsat + htlc.ExtraFeeMsat;
        UInt128 most = 2 * (row.AmountMsat == 0 ? total : row.AmountMsat);
        return row.State != InvoiceState.Open ? "the invoice is " + HoldCommands.Name(row.State, false)
            : row.ExpiresAt < _time.GetUtcNow().ToUnixTimeSeconds() ? "the invoice has expired"
            : htlc.TotalMsat == null || htlc.PaymentSecret == null || !htlc.PaymentSecret.AsSpan().SequenceEqual(row.PaymentSecret) ? "it has another payment secret"
            : total < row.AmountMsat ? "the sender sends less than the invoice asks for"
            : total > most ? "the sender sends more than twice what the invoice asks for"
            : ExtraFeeObjection(row, htlc, set) is { } kept ? kept
            : htlc.Expiry < Height + row.FinalDelta ? $"it expires in fewer than {row.FinalDelta} blocks"
            : set == null ? (sent > most ? "it is more than twice what the invoice asks for" : null)
            : total != set.TotalMsat ? "its sender says another total than with the parts before"
            : !set.IsHeld || HeldSet.Sum(set.Here) >= total ? "all parts have arrived already"
            : HeldSet.Sum(set.Here) + sent > most ? "all parts together are more than twice what the invoice asks for"
            : set.Parts.Count >= PartsOfSetMax ? $"there are {PartsOfSetMax} parts already"
            : null;
    }

    /// <summary>
    /// A peer may keep a part of a payment only for a channel that it was asked for, only once, and no more than was agreed (bLIP-25, bLIP-52). The device
    /// judges the same by what it has seen; what is
    /// refused here does not reach it.
    /// </summary>
    private string? ExtraFeeObjection(InvoiceRow row, IncomingHtlc htlc, HeldSet? set)
    {
        if (htlc.ExtraFeeMsat == 0)
        {
            return row.JitOrder != 0 && htlc.AmountMsat < htlc.OnionMsat ? "it is less than its sender wanted to arrive" : null;
        }

        UInt128 kept = htlc.ExtraFeeMsat + (set?.Here ?? []).Aggregate(UInt128.Zero, (sum, part) => sum + part.ExtraFeeMsat);
        return row.JitOrder == 0 ? "its peer has kept a part of it, and nobody has agreed to that"
            : _extraFees.Find(row.JitOrder) is not { } terms ? "its peer has kept a part of it, and nothing more may be kept for this order"
            : htlc.PeerId == null || !htlc.PeerId.AsSpan().SequenceEqual(terms.LspId) ? "a part of it was kept by another peer than the one that sells the channel"
            : (UInt128)htlc.AmountMsat + htlc.ExtraFeeMsat != htlc.OnionMsat ? "it and what was kept of it are not what its sender wanted to arrive"
            : terms.FeeFor(htlc.TotalMsat ?? 0) is not { } most || kept > most ? "its peer has kept more of it than was agreed for the channel"
            : null;
    }

    private int Take(HtlcName name, Verdict verdict)
    {
        if (!_waiting.TryGetValue(name, out Waiting? waiting) || !waiting.Set.IsHeld || waiting.Part.State != HeldState.HtlcSeen)
        {
            return 0; // decided while the handler was at it
        }

        HeldSet set = waiting.Set;
        if (verdict.Kind != VerdictKind.Hold)
        {
            string why = verdict.Trouble.Length > 0 ? "the handler gave no verdict: " + verdict.Trouble
                : verdict.Kind == VerdictKind.Continue ? "the handler says continue, and the node knows no invoice of this hash" : "the handler refuses it";
            Fail(set, verdict.Failure ?? FailureMessage.Refused, why);
            return 0;
        }

        waiting.Part.State = HeldState.VerdictGiven;
        try
        {
            _book.GiveVerdict(waiting.Part.Id, set.Id, set.IsWhole);
        }
        catch
        {
            waiting.Part.State = HeldState.HtlcSeen;
            throw;
        }

        set.State = set.IsWhole ? HeldState.VerdictGiven : set.State;
        return 0;
    }

    /// <summary>All parts of a set fail. The intent is in the book first.</summary>
    private void Fail(HeldSet set, FailureMessage failure, string why)
    {
        try
        {
            _book.IntendCancelSet(set.Id, failure);
        }
        catch (IntentStoreException full)
        {
            // Without its HTLCs it cannot be settled any more; and an HTLC that is kept until it expires costs the channel.
            _log("broken", "the book of held payments: " + full.Message);
        }

        _log("info", $"the payment of {Hex(set.Invoice.Row.PaymentHash)} fails with {failure}: {why}");
        FailParts(set, failure);
    }

    private void FailParts(HeldSet set, FailureMessage failure)
    {
        set.State = HeldState.CancelIntended;
        set.Failure = failure;
        set.Invoice.Set = set.Invoice.Set == set ? null : set.Invoice.Set;
        foreach (HeldPart part in set.Here)
        {
            Forget(part.Name, failure);
        }
    }

    private int Forget(HtlcName name, FailureMessage failure)
    {
        if (_waiting.TryGetValue(name, out Waiting? waiting))
        {
            Complete(waiting, HookAnswer.Fail(failure));
        }

        return 0;
    }

    private void Complete(Waiting waiting, HookAnswer answer)
    {
        _waiting.TryRemove(waiting.Part.Name, out _);
        waiting.Answer.TrySetResult(answer);
    }

    private int Answered(HtlcName name)
    {
        if (_book.FindPart(name) is not { } row || !_sets.TryGetValue(row.SetId, out HeldSet? set) || set.IsHeld
            || set.Parts[row.Id].State is HeldState.Settled or HeldState.Cancelled)
        {
            return 0;
        }

        if (set.Invoice is { IsUnkept: true, Row.Preimage: { } preimage })
        {
            KeepPreimage(set.Invoice, preimage);
            if (set.Invoice.IsUnkept)
            {
                return 0; // As long as the book has not got it, the intent has to stay.
            }
        }

        _book.Answered(row.Id);
        set.Parts[row.Id].State = set.State == HeldState.SettleIntended ? HeldState.Settled : HeldState.Cancelled;
        if (set.Parts.Values.All(part => part.State is HeldState.Settled or HeldState.Cancelled))
        {
            _sets.Remove(set.Id);
            set.Invoice.Set = set.Invoice.Set == set ? null : set.Invoice.Set;
        }

        return 0;
    }

    private bool IsTooLate(HeldSet set) => set.Here.Any(part => Height >= (long)part.Expiry - _settings.GuardBlocks);

    private void Report(IncomingHtlc htlc, Verdict verdict)
    {
        if (verdict.Trouble.Length > 0)
        {
            _log("unusual", $"HTLC {htlc.Name}: the handler gave no verdict: {verdict.Trouble}");
        }
    }

    /// <summary>One at a time. A book that fails is said, and costs the HTLC or the step, not the plugin.</summary>
    private async Task<T> GuardedAsync<T>(Func<T> work, Func<IntentStoreException, T> otherwise, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return work();
        }
        catch (IntentStoreException failed)
        {
            _log("broken", "the book of held payments: " + failed.Message);
            return otherwise(failed);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static byte[] Line(JsonObject payload) => Encoding.UTF8.GetBytes(payload.ToJsonString());

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private sealed record Waiting(HeldSet Set, HeldPart Part)
    {
        public TaskCompletionSource<HookAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
