using System.Security.Cryptography;
using Holdfast.HeldPayments.Book;
using Holdfast.IntentLog;

namespace Holdfast.HeldPayments;

/// <summary>What the owner decides, what the device says to it, and what is due by itself.</summary>
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

    /// <summary>What is due: parts that did not come, expiries that came near, and what the device has not answered yet.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        (List<HeldSet> toRelease, List<HeldInvoice> toTell) = await GuardedAsync(FindDue, _ => ([], []), cancellation);
        foreach (HeldInvoice invoice in toTell)
        {
            await TellCancelledAsync(invoice, cancellation);
        }

        foreach (HeldSet set in toRelease)
        {
            try
            {
                await ReleaseAsync(set, cancellation);
            }
            catch (HoldRefusalException no)
            {
                _log("unusual", $"settling {Hex(set.Invoice.Row.PaymentHash)}: {no.Message}");
            }
            catch (IntentStoreException failed)
            {
                _log("broken", "the book of held payments: " + failed.Message);
            }
        }
    }

    private (List<HeldSet> ToRelease, List<HeldInvoice> ToTell) FindDue()
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach (HeldSet set in _sets.Values.Where(set => set.IsHeld).ToArray())
        {
            if (IsTooLate(set))
            {
                Fail(set, FailureMessage.Refused, "its expiry is near, and nobody has settled it");
            }
            else if (set.State == HeldState.HtlcSeen && now - set.Since >= _settings.PartsPatience && !set.IsWhole && set.Here.Any())
            {
                Fail(set, FailureMessage.PartsMissing, "the other parts did not come in time");
            }
        }

        if (now >= _pruneAgain)
        {
            _pruneAgain = now + TimeSpan.FromHours(1);
            foreach (byte[] gone in _book.Prune(_settings.KeepsFailures))
            {
                _invoices.TryRemove(Hex(gone), out _);
            }
        }

        return (
            [.. _sets.Values.Where(set => set.State == HeldState.SettleIntended && set.Invoice.Row.Preimage == null && !set.IsAtDevice && now >= set.AskAgain)],
            [.. _invoices.Values.Where(invoice => invoice.Row.State == InvoiceState.CancelIntended && !invoice.IsAtDevice && now >= invoice.TellAgain)]);
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

    /// <summary>Asks the device for the preimage of a set that is to be settled.</summary>
    private async Task<byte[]> ReleaseAsync(HeldSet set, CancellationToken cancellation)
    {
        HeldInvoice invoice = set.Invoice;
        VaultPart[] parts;
        await _gate.WaitAsync(cancellation);
        try
        {
            if (invoice.Row.Preimage is { } known)
            {
                return known;
            }

            if (set.IsAtDevice || set.State != HeldState.SettleIntended)
            {
                throw new HoldRefusalException("the device is being asked already", invoice.Row.State);
            }

            set.IsAtDevice = true;
            parts = [.. set.Parts.Values.Where(part => part.State is HeldState.SettleIntended or HeldState.Settled).Select(part => new VaultPart(part.AmountMsat, part.Expiry))];
        }
        finally
        {
            _gate.Release();
        }

        byte[]? preimage = null;
        Exception? trouble = null;
        try
        {
            preimage = await _vault.ReleaseAsync(invoice.Row.PaymentHash, invoice.Row.PaymentSecret, (uint)Math.Clamp(Height, 0, uint.MaxValue), parts, cancellation);
        }
        catch (Exception no) when (no is VaultRefusalException or VaultAwayException)
        {
            trouble = no;
        }
        finally
        {
            await _gate.WaitAsync(CancellationToken.None);
            set.IsAtDevice = false;
            set.AskAgain = _time.GetUtcNow() + _settings.AskAgain;
            _gate.Release();
        }

        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (preimage != null && SHA256.HashData(preimage).AsSpan().SequenceEqual(invoice.Row.PaymentHash))
            {
                _book.KeepPreimage(invoice.Row.Id, preimage);
                Deliver(set, preimage);
                return preimage;
            }

            if (trouble is VaultRefusalException refused)
            {
                TakeBack(set, refused.Message);
                throw new HoldRefusalException("the device does not release the preimage: " + refused.Message, invoice.Row.State, refused.Tag);
            }

            throw new HoldRefusalException(
                (trouble?.Message ?? "the device answered with something that is not the preimage") + ". The payment stays as it is, and is settled as soon as the device answers",
                invoice.Row.State);
        }
        finally
        {
            _gate.Release();
        }
    }

    private void TakeBack(HeldSet set, string note)
    {
        _book.TakeBackSettle(set.Invoice.Row.Id, set.Id, note);
        set.State = HeldState.VerdictGiven;
        set.Invoice.Row = set.Invoice.Row with { State = InvoiceState.Open, Note = note };
        foreach (HeldPart part in set.Parts.Values.Where(part => part.State == HeldState.SettleIntended))
        {
            part.State = HeldState.VerdictGiven;
        }

        if (IsTooLate(set))
        {
            Fail(set, FailureMessage.Refused, "its expiry is near, and the device has not released the preimage");
        }
    }

    /// <summary>Every part that is here gets the preimage, which is in the book.</summary>
    private void Deliver(HeldSet set, byte[] preimage)
    {
        HeldInvoice invoice = set.Invoice;
        invoice.Row = invoice.Row with { State = InvoiceState.Paid, Preimage = preimage, Settled = _time.GetUtcNow(), Note = string.Empty };
        foreach (HeldPart part in set.Here)
        {
            if (_waiting.TryGetValue(part.Name, out Waiting? waiting))
            {
                Complete(waiting, HookAnswer.Settle(preimage));
            }
        }
    }

    /// <summary>The device shall never release what was cancelled. Its parts have failed already, so nothing waits for this.</summary>
    private async Task TellCancelledAsync(HeldInvoice invoice, CancellationToken cancellation)
    {
        if (!await GuardedAsync(() => invoice.Row.State == InvoiceState.CancelIntended && !invoice.IsAtDevice && (invoice.IsAtDevice = true), _ => false, cancellation))
        {
            return;
        }

        string? note = string.Empty;
        try
        {
            if (invoice.Row.IsOfVault)
            {
                await _vault.CancelAsync(invoice.Row.PaymentHash, cancellation);
            }
        }
        catch (VaultRefusalException refused)
        {
            note = refused.Message; // It does not know the hash any more, or has released it to a set of which this book knows nothing.
        }
        catch (VaultAwayException no)
        {
            note = null;
            _log("info", $"the device could not be told that {Hex(invoice.Row.PaymentHash)} is cancelled: {no.Message}");
        }
        finally
        {
            invoice.IsAtDevice = false;
            invoice.TellAgain = _time.GetUtcNow() + _settings.AskAgain;
        }

        if (note != null)
        {
            await GuardedAsync(() => MarkCancelled(invoice, note), _ => 0, cancellation);
        }
    }

    private int MarkCancelled(HeldInvoice invoice, string note)
    {
        _book.Cancelled(invoice.Row.Id, note);
        invoice.Row = invoice.Row with { State = InvoiceState.Cancelled, Note = note };
        return 0;
    }

    private HeldInvoice Find(byte[] paymentHash) =>
        _invoices.TryGetValue(Hex(paymentHash), out HeldInvoice? invoice) ? invoice : throw new HoldRefusalException("no hold invoice has this payment hash");
}

/// <summary>An invoice with all the HTLCs that ever were its parts.</summary>
public sealed record HeldPayment(InvoiceRow Invoice, bool IsAccepted, IReadOnlyList<PartRow> Parts);
