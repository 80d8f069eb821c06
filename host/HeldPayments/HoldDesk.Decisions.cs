using System.Security.Cryptography;
using Holdfast.HeldPayments.Book;
using Holdfast.IntentLog;

namespace Holdfast.HeldPayments;

/// <summary>What the owner decides, and what is due by itself.</summary>
public sealed partial class HoldDesk
{
    /// <summary>A new invoice, before anybody sees it.</summary>
    /// <exception cref="HoldRefusalException">There are too many, or the hash is known.</exception>
    /// <exception cref="IntentStoreException">The book failed.</exception>
    public async Task<long> AddAsync(InvoiceRow invoice, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_invoices.ContainsKey(Hex(invoice.PaymentHash)))
            {
                throw new HoldRefusalException("there is a hold invoice with this payment hash already");
            }

            if (_invoices.Values.Count(one => one.Row.State == InvoiceState.Open && one.Row.ExpiresAt >= _time.GetUtcNow().ToUnixTimeSeconds()) >= _settings.OpenInvoicesMax)
            {
                throw new HoldRefusalException($"there are {_settings.OpenInvoicesMax} hold invoices that can still be paid");
            }

            long id = _book.AddInvoice(invoice);
            _invoices[Hex(invoice.PaymentHash)] = new HeldInvoice(invoice with { Id = id });
            return id;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The invoices, or the one with this hash, each with its parts.</summary>
    /// <exception cref="IntentStoreException">The book failed.</exception>
    public async Task<IReadOnlyList<HeldPayment>> ListAsync(byte[]? paymentHash, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return [.. _invoices.Values.Where(one => paymentHash == null || one.Row.PaymentHash.AsSpan().SequenceEqual(paymentHash)).OrderBy(one => one.Row.Id)
                .Select(one => new HeldPayment(one.Row, one.Set is { IsWhole: true } or { State: HeldState.SettleIntended }, _book.PartsOfInvoice(one.Row.Id)))];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>
    /// Settles a payment that has wholly arrived. The intent is written first; then the device is asked for the preimage; then every part gets it. Settling what is settled
    /// is no error.
    /// </summary>
    /// <param name="preimage">Needed only for an invoice whose preimage the device does not have.</param>
    /// <returns>The preimage.</returns>
    /// <exception cref="HoldRefusalException">It cannot be settled, or the device refuses. Or it does not answer: then the payment is settled as soon as it does.</exception>
    /// <exception cref="IntentStoreException">The book failed; nothing was done.</exception>
    public async Task<byte[]> SettleAsync(byte[] paymentHash, byte[]? preimage, CancellationToken cancellation)
    {
        HeldSet set;
        await _gate.WaitAsync(cancellation);
        try
        {
            HeldInvoice invoice = Find(paymentHash);
            if (invoice.Row.Preimage is { } known)
            {
                return known;
            }

            if (preimage != null && !SHA256.HashData(preimage).AsSpan().SequenceEqual(paymentHash))
            {
                throw new HoldRefusalException("this preimage belongs to another payment hash", invoice.Row.State);
            }

            if (invoice.Row.State is InvoiceState.CancelIntended or InvoiceState.Cancelled)
            {
                throw new HoldRefusalException("the invoice was cancelled", invoice.Row.State);
            }

            if (!invoice.Row.IsOfVault && preimage == null)
            {
                throw new HoldRefusalException("the device does not have the preimage of this invoice: give it with the command", invoice.Row.State);
            }

            set = invoice.Set ?? throw new HoldRefusalException("no payment has arrived", invoice.Row.State);
            if (set.State != HeldState.SettleIntended)
            {
                Intend(set, invoice.Row.IsOfVault ? null : preimage);
            }
            else if (!set.IsBack)
            {
                throw new HoldRefusalException("the node has not asked about the whole payment again since the start; it is settled as soon as it does", invoice.Row.State);
            }

            if (invoice.Row.Preimage is { } kept)
            {
                return kept;
            }
        }
        finally
        {
            _gate.Release();
        }

        return await ReleaseAsync(set, cancellation);
    }

    /// <summary>Gives the payment back, and ends the invoice. Cancelling what is cancelled is no error.</summary>
    /// <exception cref="HoldRefusalException">It is settled, or will be.</exception>
    /// <exception cref="IntentStoreException">The book failed; nothing was done.</exception>
    public async Task CancelAsync(byte[] paymentHash, CancellationToken cancellation)
    {
        HeldInvoice invoice;
        await _gate.WaitAsync(cancellation);
        try
        {
            invoice = Find(paymentHash);
            if (invoice.Row.State is InvoiceState.Paid or InvoiceState.SettleIntended)
            {
                throw new HoldRefusalException(invoice.Row.State == InvoiceState.Paid ? "the invoice is paid" : "the payment is being settled", invoice.Row.State);
            }

            if (invoice.Row.State == InvoiceState.Open)
            {
                _book.IntendCancelInvoice(invoice.Row.Id, invoice.Set?.Id, FailureMessage.Refused);
                invoice.Row = invoice.Row with { State = InvoiceState.CancelIntended };
                if (invoice.Set is { } set)
                {
                    _log("info", $"the payment of {Hex(paymentHash)} fails with {FailureMessage.Refused}: it was cancelled");
                    FailParts(set, FailureMessage.Refused);
                }
            }
        }
        finally
        {
            _gate.Release();
        }

        await TellCancelledAsync(invoice, cancellation);
    }

    /// <summary>What is due without anybody else: parts that did not come, expiries that came near, invoices that have expired. It never waits for the device.</summary>
    public async Task StepAsync(CancellationToken cancellation) => await GuardedAsync(Step, _ => 0, cancellation);

    private int Step()
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach (HeldSet set in _sets.Values.Where(set => set.IsHeld).ToArray())
        {
            if (IsTooLate(set))
            {
                Fail(set, FailureMessage.Refused, "its expiry is near, and nobody has settled it");
            }
            else if (now - (set.Since ?? _began) >= _settings.PartsPatience && HeldSet.Sum(set.Here) < set.TotalMsat)
            {
                Fail(set, FailureMessage.PartsMissing, set.Here.Any() ? "the other parts did not come in time" : "the node does not ask about it any more");
            }
        }

        if (now >= _tidyAgain)
        {
            _tidyAgain = now + _settings.AskAgain;
            Tidy(now);
        }

        return 0;
    }

    private void Tidy(DateTimeOffset now)
    {
        if (now >= _pruneAgain)
        {
            _pruneAgain = now + TimeSpan.FromHours(1);
            foreach (byte[] gone in _book.Prune(_settings.KeepsFailures))
            {
                _invoices.TryRemove(Hex(gone), out _);
            }
        }

        foreach (HeldInvoice invoice in _invoices.Values.Where(one => one.Row.State == InvoiceState.Open && one.Set == null && one.Row.ExpiresAt < now.ToUnixTimeSeconds()))
        {
            // The device has room for few promises, and keeps it for what can still be paid.
            _book.IntendCancelInvoice(invoice.Row.Id, null, FailureMessage.Refused);
            invoice.Row = invoice.Row with { State = InvoiceState.CancelIntended };
        }

        if (now - _began >= _settings.PartsPatience)
        {
            // lightningd asks about every undecided HTLC when it starts; what it has not asked about is over. If it does ask later, the answer is the same.
            foreach (HeldPart gone in _sets.Values.Where(set => set.State == HeldState.CancelIntended || set.Invoice.Row.Preimage != null)
                .SelectMany(set => set.Parts.Values.Where(part => !part.IsHere)).ToArray())
            {
                Answered(gone.Name);
            }
        }
    }

    /// <param name="preimage">When the device is not needed for it.</param>
    private void Intend(HeldSet set, byte[]? preimage)
    {
        HeldInvoice invoice = set.Invoice;
        if (IsTooLate(set))
        {
            Fail(set, FailureMessage.Refused, "its expiry is near, and nobody has settled it");
            throw new HoldRefusalException("the payment expires too soon to be settled safely, so it was cancelled", invoice.Row.State);
        }

        if (!set.IsWhole)
        {
            throw new HoldRefusalException(
                $"only {HeldSet.Sum(set.Here.Where(part => part.State == HeldState.VerdictGiven))} of {set.TotalMsat} msat have arrived", invoice.Row.State);
        }

        HeldPart[] parts = [.. set.Here.Where(part => part.State == HeldState.VerdictGiven)];
        _book.IntendSettle(invoice.Row.Id, set.Id, parts.Select(part => part.Id), preimage);
        set.State = HeldState.SettleIntended;
        invoice.Row = invoice.Row with { State = InvoiceState.SettleIntended };
        foreach (HeldPart part in parts)
        {
            part.State = HeldState.SettleIntended;
        }

        if (preimage != null)
        {
            Deliver(set, preimage);
        }
    }

    private HeldInvoice Find(byte[] paymentHash) =>
        _invoices.TryGetValue(Hex(paymentHash), out HeldInvoice? invoice) ? invoice : throw new HoldRefusalException("no hold invoice has this payment hash");
}

/// <summary>An invoice with all the HTLCs that ever were its parts.</summary>
public sealed record HeldPayment(InvoiceRow Invoice, bool IsAccepted, IReadOnlyList<PartRow> Parts);
