using System.Text.Json.Nodes;
using Holdfast.HeldPayments.Book;

namespace Holdfast.HeldPayments;

/// <summary>What an HTLC gets when the book cannot be asked about it. Whoever lets a payment fail whose preimage may have left the device loses it.</summary>
public sealed partial class HoldDesk
{
    /// <summary>An answer at once, when everything else has failed: the preimage of what is paid, otherwise that the sender may try again.</summary>
    public HookAnswer AnswerInTrouble(JsonObject payload) => IncomingHtlc.Parse(payload) is { } htlc && OwnInvoice(htlc)?.Row.Preimage is { } preimage
        ? HookAnswer.Settle(preimage)
        : HookAnswer.Fail(FailureMessage.Temporary);

    /// <summary>A part of what is to be settled waits for the preimage, as far as it is known in memory.</summary>
    private Task<HookAnswer> AdmitWithoutBook(IncomingHtlc htlc)
    {
        HeldInvoice? invoice = OwnInvoice(htlc);
        if (invoice?.Row.Preimage is { } preimage)
        {
            return Task.FromResult(HookAnswer.Settle(preimage));
        }

        if (invoice?.Set is not { State: HeldState.SettleIntended } set || KnownPart(set, htlc) is not { } part)
        {
            return Task.FromResult(HookAnswer.Fail(FailureMessage.Temporary));
        }

        part.Name = htlc.Name;
        _seen.Add(part.Id);
        return Wait(set, part).Answer.Task;
    }

    /// <summary>Null unless its sender has the invoice.</summary>
    private HeldInvoice? OwnInvoice(IncomingHtlc htlc) =>
        _invoices.TryGetValue(Hex(htlc.PaymentHash), out HeldInvoice? invoice) && htlc.PaymentSecret != null && htlc.PaymentSecret.AsSpan().SequenceEqual(invoice.Row.PaymentSecret)
            ? invoice
            : null;

    /// <summary>By its name, or by what stays when its channel gets another one.</summary>
    private static HeldPart? KnownPart(HeldSet set, IncomingHtlc htlc) => set.Parts.Values.FirstOrDefault(part => part.Name == htlc.Name)
        ?? set.Parts.Values.FirstOrDefault(part => !part.IsHere && part.Name.Number == htlc.Name.Number && part.AmountMsat == htlc.AmountMsat && part.Expiry == htlc.Expiry);
}
