using System.Collections.Frozen;
using System.Security.Cryptography;
using Holdfast.HeldPayments.Book;
using Holdfast.IntentLog;

namespace Holdfast.HeldPayments;

/// <summary>What the device is asked and told. It may be away for days, so nothing else waits for it.</summary>
public sealed partial class HoldDesk
{
    private static readonly TimeSpan s_promisesInterval = TimeSpan.FromMinutes(10);

    private readonly TaskCompletionSource _promisesAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FrozenSet<string> _promised = FrozenSet<string>.Empty;
    private DateTimeOffset _readAgain;

    /// <summary>What the device has not answered yet, payments first.</summary>
    public async Task AskDeviceAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = _time.GetUtcNow();
        await SettleByThemselvesAsync(now, cancellation);
        HeldSet[] toRelease = await GuardedAsync<HeldSet[]>(
            () => [.. _sets.Values.Where(set => set.State == HeldState.SettleIntended && set.Invoice.Row.Preimage == null && !set.IsAtDevice && now >= set.AskAgain)],
            _ => [], cancellation);
        foreach (HeldSet set in toRelease)
        {
            try
            {
                if (set.IsBack)
                {
                    await ReleaseAsync(set, cancellation);
                }
                else if (now - _began >= _settings.PartsPatience)
                {
                    await ReleaseLostAsync(set, cancellation);
                }
            }
            catch (HoldRefusalException no)
            {
                if (set.Told != no.Message)
                {
                    _log("unusual", $"settling {Hex(set.Invoice.Row.PaymentHash)}: {no.Message}");
                }

                set.Told = no.Message;
            }
            catch (IntentStoreException failed)
            {
                _log("broken", "the book of held payments: " + failed.Message);
            }
        }

        if (now >= _readAgain)
        {
            await ReadPromisesAsync(cancellation);
        }

        foreach (HeldInvoice invoice in _invoices.Values.Where(one => one.Row.State == InvoiceState.CancelIntended && !one.IsAtDevice && now >= one.TellAgain))
        {
            if (!await TellCancelledAsync(invoice, cancellation))
            {
                return; // It is away; the others would wait for nothing.
            }
        }
    }

    /// <summary>
    /// A payment that has wholly arrived and needs no decision. Where the device does not release the preimage yet, for example because the funding of a new
    /// channel is not buried, it is asked again
    /// later, until the guard is reached.
    /// </summary>
    private async Task SettleByThemselvesAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        HeldSet[] arrived = await GuardedAsync<HeldSet[]>(
            () => [.. _sets.Values.Where(set => set is { Invoice.Row.SettlesItself: true, State: HeldState.VerdictGiven, IsWhole: true } && now >= set.AskAgain)],
            _ => [], cancellation);
        foreach (HeldSet set in arrived)
        {
            await GuardedAsync(() => IntendByItself(set), _ => 0, cancellation);
        }
    }

    private int IntendByItself(HeldSet set)
    {
        try
        {
            if (set.State == HeldState.VerdictGiven)
            {
                Intend(set, null);
            }
        }
        catch (HoldRefusalException no)
        {
            _log("unusual", $"settling {Hex(set.Invoice.Row.PaymentHash)}: {no.Message}");
        }

        return 0;
    }

    /// <summary>
    /// Whether the vault has promised this hash. The book does not know all promises: it may be a new one, and a promise lives longer than an invoice in the book. At the
    /// start this waits until the device was asked.
    /// </summary>
    private async Task<bool> IsPromisedAsync(string hash, CancellationToken cancellation)
    {
        await _promisesAsked.Task.WaitAsync(cancellation);
        return _promised.Contains(hash);
    }

    /// <summary>
    /// lightningd does not ask again about a payment that was to be settled: it has failed it meanwhile, which it does when it loses this plugin and goes on. A preimage that is
    /// released now would forbid the device to let the payment fail. One that was released before stays released.
    /// </summary>
    private async Task ReleaseLostAsync(HeldSet set, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<VaultMemory> promises = await _vault.PromisesAsync(cancellation);
            if (promises.Any(one => one.IsOpen && one.PaymentHash.AsSpan().SequenceEqual(set.Invoice.Row.PaymentHash)))
            {
                await GuardedAsync(() => TakeBack(set, "the node does not ask about the payment any more, and nothing was released for it"), _ => 0, cancellation);
                return;
            }
        }
        catch (Exception no) when (no is VaultRefusalException or VaultAwayException)
        {
            _log("info", "the promises of the device could not be read: " + no.Message);
            return;
        }

        await ReleaseAsync(set, cancellation);
    }

    private async Task ReadPromisesAsync(CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<VaultMemory> promises = await _vault.PromisesAsync(cancellation);
            _promised = promises.Select(one => Hex(one.PaymentHash)).ToFrozenSet(StringComparer.Ordinal);
            _promisesAsked.TrySetResult();
            _readAgain = _time.GetUtcNow() + s_promisesInterval;
            ulong now = (ulong)_time.GetUtcNow().ToUnixTimeSeconds();
            foreach (VaultMemory lost in promises.Where(one => one.IsOpen && one.ExpiresAt < now && !_invoices.ContainsKey(Hex(one.PaymentHash))))
            {
                await _vault.CancelAsync(lost.PaymentHash, cancellation); // Made for an invoice that never was, or of another book.
            }
        }
        catch (Exception no) when (no is VaultRefusalException or VaultAwayException)
        {
            _readAgain = _time.GetUtcNow() + _settings.AskAgain;
            _log("info", "the promises of the device could not be read: " + no.Message);
        }
        finally
        {
            _promisesAsked.TrySetResult();
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
            parts = [.. set.Parts.Values.Where(part => part.State is HeldState.SettleIntended or HeldState.Settled)
                .Select(part => new VaultPart(part.AmountMsat, part.Expiry, part.ExtraFeeMsat, part.OnionMsat))];
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
                KeepPreimage(invoice, preimage);
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

    private void KeepPreimage(HeldInvoice invoice, byte[] preimage)
    {
        try
        {
            _book.KeepPreimage(invoice.Row.Id, preimage);
            invoice.IsUnkept = false;
        }
        catch (IntentStoreException full)
        {
            // The intent is in the book, so after a crash the device is asked again, and gives the same. A payment whose preimage is released must not wait.
            _log("broken", "the book of held payments: " + full.Message);
            invoice.IsUnkept = true;
        }
    }

    private int TakeBack(HeldSet set, string note)
    {
        if (set.State != HeldState.SettleIntended || set.IsAtDevice || set.Invoice.Row.Preimage != null)
        {
            return 0; // Decided while the device was asked for its promises.
        }

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

        return 0;
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
    /// <returns>False when the device is away.</returns>
    private async Task<bool> TellCancelledAsync(HeldInvoice invoice, CancellationToken cancellation)
    {
        if (!await GuardedAsync(() => invoice.Row.State == InvoiceState.CancelIntended && !invoice.IsAtDevice && (invoice.IsAtDevice = true), _ => false, cancellation))
        {
            return true;
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

        return note != null;
    }

    private int MarkCancelled(HeldInvoice invoice, string note)
    {
        _book.Cancelled(invoice.Row.Id, note);
        invoice.Row = invoice.Row with { State = InvoiceState.Cancelled, Note = note };
        return 0;
    }
}
