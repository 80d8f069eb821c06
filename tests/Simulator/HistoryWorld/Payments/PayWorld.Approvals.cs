using Holdfast.Crypto;
using Holdfast.HistoryWorld.Money;
using Holdfast.Protocol;
using Holdfast.Unit.Desktop.Lightning;

namespace Holdfast.HistoryWorld.Payments;

/// <content>Approvals: what the owner agrees to in advance, what her limits let pass without her, and a thief who makes more of both.</content>
internal sealed partial class PayWorld
{
    private const byte AutoApproveMsatMax = 21;
    private const ulong SmallMsat = 50_000_000;

    /// <summary>What she has agreed to let pass without her; it counts for invoices and for keysends.</summary>
    private ulong _autoMsat;

    /// <summary>Asks the device; the ledger hears what the owner, or her limits, agree to.</summary>
    /// <param name="expirySeconds">Of the invoice, from now on by the chain; null for an amount without an invoice.</param>
    private bool Approve(int hash, ulong msat, bool isWanted, uint? expirySeconds)
    {
        byte[] paymentHash = PayHtlc.HashOf(hash);
        int presses = _owner.Presses;
        _owner.Wanted = isWanted ? "Send a payment of " : null;
        bool isOk = expirySeconds is uint seconds
            ? Asks(new ApproveInvoice { Invoice = Invoice(paymentHash, msat, seconds) }.Encode())
            : Asks(new ApproveKeysend { Payee = TestInvoice.Payee, PaymentHash = paymentHash, AmountMsat = msat }.Encode());
        _owner.Wanted = null;
        if (isOk)
        {
            // The preset of the fee on test networks is a tenth.
            _ledger.Approved(hash, msat + msat / 10, _owner.Presses > presses, msat <= _autoMsat);
        }

        return isOk;
    }

    private byte[] Invoice(byte[] paymentHash, ulong msat, uint expirySeconds)
    {
        TestInvoice invoice = new() { Prefix = "lnbcrt" + msat / 100 + "n", Timestamp = _tip.Time };
        invoice.Add(1, paymentHash).Add(16, new byte[32]).Add(13, "something"u8.ToArray());
        byte[] groups = [(byte)(expirySeconds >> 10 & 31), (byte)(expirySeconds >> 5 & 31), (byte)(expirySeconds & 31)];
        return invoice.AddGroups(6, [.. groups.SkipWhile(group => group == 0)]).Text();
    }

    // The owner lets small amounts pass from now on.
    private void LetSmallPass()
    {
        _owner.Wanted = "AutoApproveMsatMax";
        if (Asks(new SetLimits { Changes = [new LimitChangeFields { Number = AutoApproveMsatMax, Value = SmallMsat }] }.Encode()))
        {
            _autoMsat = SmallMsat;
        }

        _owner.Wanted = null;
    }

    // She agrees to one payment, and parts of it leave in several channels, or one after the other.
    private void Overpay(PayChannel[] order, Dice dice)
    {
        int hash = ++_hashes;
        ulong msat = 100 * (400_000 + (ulong)dice.Below(200_000));
        Approve(hash, msat, isWanted: true, dice.Chance(50) ? 3600 : null);
        for (int i = 0; i < 4; i++)
        {
            PayChannel channel = dice.Pick(order);
            PayHtlc part = new(false, dice.Chance(70) ? msat : msat / 2, hash, Height + 50);
            Leaves(channel, part, dice);
            if (dice.Chance(40))
            {
                Ends(channel, part, true, dice, true);
            }
        }
    }

    // She is away: small amounts pass where she lets them, within the limits of the hour, and nothing else.
    private void ApproveAlone(PayChannel[] order, Dice dice)
    {
        bool isSmall = dice.Chance(70);
        if (isSmall && _autoMsat == 0)
        {
            LetSmallPass();
        }

        bool isListed = dice.Chance(40);
        if (isListed)
        {
            Mine(12);
            Asks(new AllowPayee { Payee = TestInvoice.Payee, IsAllowed = true }.Encode());
        }

        int hash = ++_hashes;
        for (int i = 0; i < 8; i++)
        {
            hash = dice.Chance(70) ? ++_hashes : hash;
            ulong msat = isSmall && dice.Chance(80) ? SmallMsat : SmallMsat + 20_000_000;
            Approve(hash, msat, isWanted: false, isListed || dice.Chance(50) ? 3600 : null);
            PayChannel channel = dice.Pick(order);
            PayHtlc part = new(false, msat, hash, Height + 50);
            Leaves(channel, part, dice);
            if (dice.Chance(70))
            {
                Ends(channel, part, true, dice, true);
            }

            if (dice.Chance(10))
            {
                Reboot();
                ShowNewest();
            }
        }
    }

    // A small invoice is paid, and shown again when the device has forgotten it.
    private void PayAgain(PayChannel channel, PayChannel other, Dice dice)
    {
        if (_autoMsat == 0)
        {
            LetSmallPass();
        }

        Mine(12);
        int hash = ++_hashes;
        PayHtlc part = new(false, SmallMsat, hash, Height + 50);
        byte[] invoice = Invoice(PayHtlc.HashOf(hash), SmallMsat, 600);
        ApproveInvoiceOnce(hash, invoice);
        Leaves(channel, part, dice);
        Ends(channel, part, true, dice, true);
        if (dice.Chance(30))
        {
            Mine(24);
        }

        // With the next approval only its hash is remembered, and with the next commitment the payment itself is forgotten.
        Approve(++_hashes, 1_000_000, isWanted: false, 3600);
        Step(channel, content => content, dice);

        ApproveInvoiceOnce(hash, invoice);
        Leaves(dice.Chance(50) ? channel : other, new PayHtlc(false, SmallMsat, hash, Height + 50), dice);
    }

    private void ApproveInvoiceOnce(int hash, byte[] invoice)
    {
        if (Asks(new ApproveInvoice { Invoice = invoice }.Encode()))
        {
            _ledger.Approved(hash, SmallMsat + SmallMsat / 10, isByOwner: false, mayBeFree: _autoMsat >= SmallMsat);
        }
    }
}
