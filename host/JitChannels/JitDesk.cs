using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.IntentLog;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Lsps;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;

namespace Holdfast.JitChannels;

/// <summary>
/// Where channels are ordered. The device agrees to the terms of an order before anything names it, and the order is in the book before anybody sees its
/// offer or invoice; the payments
/// themselves wait at the <see cref="HoldDesk"/>, which settles them under the terms of their own order.
/// </summary>
/// <remarks>
/// Orders are found by their number, or by the secret of their offer's path, never by their LSP. No lock is held while somebody else is called, so the
/// LSP, the device and the node may call back at any moment. Nothing here
/// has a timer of its own: <see cref="StepAsync"/> does what is due.
/// </remarks>
public sealed partial class JitDesk : IExtraFees
{
    private const int EndedShown = 200;

    private readonly JitBook _book;
    private readonly IJitVault _vault;
    private readonly LspClient _lsps;
    private readonly NodeCall _node;
    private readonly JitSettings _settings;
    private readonly TimeProvider _time;
    private readonly Action<string, string> _log;
    private readonly ConcurrentDictionary<uint, OrderRow> _orders = [];
    private readonly ConcurrentDictionary<string, uint> _offers = new(StringComparer.Ordinal);
    private HoldDesk? _holds;
    private int _making;
    private bool _isReconciled;
    private DateTimeOffset _askAgain;

    /// <param name="log">Level and sentence, for the node's log.</param>
    /// <exception cref="IntentStoreException">The book cannot be read.</exception>
    public JitDesk(JitBook book, IJitVault vault, LspClient lsps, NodeCall node, JitSettings settings, TimeProvider time, Action<string, string> log)
    {
        (_book, _vault, _lsps, _node, _settings, _time, _log) = (book, vault, lsps, node, settings, time, log);
        foreach (OrderRow order in book.Live())
        {
            Register(order);
        }
    }

    /// <summary>Orders that are registered anywhere.</summary>
    public int LiveCount => _orders.Count;

    /// <summary>For tests: paths that are listened to.</summary>
    internal int OfferCount => _offers.Count;

    private HoldDesk Holds => _holds ?? throw new InvalidOperationException("the desk of held payments comes first");

    /// <summary>Where the payments wait. That desk asks this one what may be kept of them, so it is made second.</summary>
    public void Join(HoldDesk holds) => _holds = holds;

    /// <inheritdoc/>
    public IExtraFeeTerms? Find(uint order) => _orders.TryGetValue(order, out OrderRow? row) && row.State == OrderState.Open ? new Terms(row) : null;

    /// <summary>What an LSP takes, the cheapest entry first.</summary>
    /// <exception cref="LspRefusalException">It does not say.</exception>
    public Task<IReadOnlyList<OpeningTerms>> FeesAsync(byte[] lsp, string? token, CancellationToken cancellation) => _lsps.FeesAsync(lsp, token, cancellation);

    /// <summary>Buys the right to be paid through a channel that the LSP opens then, and makes the offer or the invoice.</summary>
    /// <exception cref="JitRefusalException">It is not done; nothing stays registered on host and device.</exception>
    /// <exception cref="LspRefusalException">The same, by the LSP.</exception>
    public async Task<OrderRow> OrderAsync(JitWish wish, CancellationToken cancellation)
    {
        Bolt11Draft.RequireRoomFor(wish.Description);
        if (_orders.Values.Count(order => order.State == OrderState.Open) >= _settings.OpenOrdersMax)
        {
            throw new JitRefusalException($"there are {_settings.OpenOrdersMax} orders that can still be paid; forget one (holdfast jit forget)");
        }

        OpeningTerms terms = TermsChoice.Choose(await _lsps.FeesAsync(wish.LspId, wish.Token, cancellation), wish, _settings, _time.GetUtcNow());
        BoughtChannel bought = await _lsps.BuyAsync(wish.LspId, terms, wish.AmountMsat, cancellation);
        if (bought.TrustsLsp && !_settings.TrustsLsps)
        {
            throw new JitRefusalException("the LSP wants the preimage before it publishes the funding of the channel, and jit-trust-lsp is not set");
        }

        if (_orders.Values.Any(order => order.IsPayable && order.Scid == bought.Scid))
        {
            throw new JitRefusalException($"the LSP has sold {LspJson.Text(bought.Scid)} already, for another order");
        }

        Interlocked.Increment(ref _making);
        try
        {
            return await AgreeAsync(wish, terms, bought, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _making);
        }
    }

    /// <summary>The newest orders, also those that have ended.</summary>
    public IReadOnlyList<OrderRow> Orders() => _book.Newest(_settings.OpenOrdersMax + EndedShown);

    /// <summary>Ends an order: its invoices are cancelled, and the device forgets the terms.</summary>
    /// <exception cref="JitRefusalException">A payment for it is on its way.</exception>
    public async Task ForgetAsync(uint number, CancellationToken cancellation)
    {
        if (!_orders.TryGetValue(number, out OrderRow? order))
        {
            throw new JitRefusalException($"there is no open order {number}");
        }

        if (!await EndAsync(order, "forgotten by the owner", cancellation))
        {
            throw new JitRefusalException($"a payment for order {number} is on its way");
        }
    }

    /// <summary>What is due: orders that have been paid, that have expired, or that the device has to forget.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        if (_time.GetUtcNow() < _askAgain)
        {
            return;
        }

        try
        {
            foreach (OrderRow order in _orders.Values)
            {
                await StepAsync(order, cancellation);
            }

            if (!_isReconciled && Volatile.Read(ref _making) == 0)
            {
                await ReconcileAsync(cancellation);
            }
        }
        catch (VaultAwayException away)
        {
            _askAgain = _time.GetUtcNow() + _settings.AskAgain;
            _log("info", "the device could not be told about an order: " + away.Message);
        }
        catch (IntentStoreException failed)
        {
            _askAgain = _time.GetUtcNow() + _settings.AskAgain;
            _log("broken", "the book of channel orders: " + failed.Message);
        }
    }

    private async Task<OrderRow> AgreeAsync(JitWish wish, OpeningTerms terms, BoughtChannel bought, CancellationToken cancellation)
    {
        uint number;
        try
        {
            number = await _vault.AgreeAsync(
                new JitTerms
                {
                    LspId = wish.LspId,
                    Scid = bought.Scid,
                    CltvDelta = bought.CltvDelta,
                    MinFeeMsat = terms.MinFeeMsat,
                    Proportional = terms.Proportional,
                    SizeMsat = wish.AmountMsat,
                    MinSizeMsat = terms.MinSizeMsat,
                    MaxSizeMsat = terms.MaxSizeMsat,
                    ValidUntil = (ulong)terms.ValidUntil.ToUnixTimeSeconds(),
                    MaxClientDelay = (ushort)Math.Min(terms.MaxClientDelayBlocks, ushort.MaxValue),
                    TrustsLsp = bought.TrustsLsp,
                },
                cancellation);
        }
        catch (Exception no) when (no is VaultRefusalException or VaultAwayException)
        {
            _isReconciled = false; // an answer that was lost may have been a yes
            throw Refused(no);
        }

        OrderRow order = new()
        {
            Number = number,
            LspId = wish.LspId,
            Scid = bought.Scid,
            CltvDelta = bought.CltvDelta,
            MinFeeMsat = terms.MinFeeMsat,
            Proportional = terms.Proportional,
            SizeMsat = wish.AmountMsat,
            MinSizeMsat = terms.MinSizeMsat,
            MaxSizeMsat = terms.MaxSizeMsat,
            ValidUntil = terms.ValidUntil,
            TrustsLsp = bought.TrustsLsp,
            Kind = wish.Kind,
            Description = wish.Description,
            PathSecret = wish.Kind == OrderKind.Offer ? RandomNumberGenerator.GetBytes(32) : [],
            Created = _time.GetUtcNow(),
        };
        try
        {
            _book.Add(order);
            Register(order);
            string text = order.Kind == OrderKind.Offer ? MakeOffer(order).Text : await MakeBolt11Async(order, cancellation);
            return Change(order with { Text = text });
        }
        catch (Exception failed)
        {
            await AbandonAsync(order, failed.Message);
            throw failed is VaultRefusalException or VaultAwayException ? Refused(failed)
                : failed is IntentStoreException full ? new JitRefusalException("the book of channel orders: " + full.Message)
                : failed is HoldRefusalException no ? new JitRefusalException(no.Message, no.Tag)
                : failed;
        }
    }

    /// <summary>Of an order whose offer or invoice was never made, nothing is to stay anywhere.</summary>
    private async Task AbandonAsync(OrderRow order, string why)
    {
        try
        {
            if (_orders.TryGetValue(order.Number, out OrderRow? known))
            {
                await EndAsync(known, why, CancellationToken.None);
                return;
            }

            _isReconciled = false; // the book does not have it
            await _vault.ForgetAsync(order.Number, CancellationToken.None);
        }
        catch (Exception no) when (no is VaultRefusalException or VaultAwayException or IntentStoreException)
        {
            _log("info", $"order {order.Number} could not be forgotten yet: {no.Message}");
        }
    }

    private async Task StepAsync(OrderRow order, CancellationToken cancellation)
    {
        if (order.State == OrderState.ForgetIntended)
        {
            await TellForgottenAsync(order, cancellation);
            return;
        }

        ulong taken = 0;
        foreach (OrderInvoice invoice in _book.InvoicesOf(order.Number))
        {
            HeldPayment? payment = (await Holds.ListAsync(invoice.PaymentHash, cancellation)).SingleOrDefault();
            if (payment?.Invoice.State == InvoiceState.Paid)
            {
                taken += payment.Parts.Where(part => part.State is HeldState.SettleIntended or HeldState.Settled).Aggregate(0UL, (sum, part) => sum + part.ExtraFeeMsat);
            }
            else if (payment is null or { Invoice.State: InvoiceState.Cancelled })
            {
                _book.RemoveInvoice(invoice.PaymentHash);
            }
        }

        if (taken != 0 && order.State == OrderState.Open)
        {
            _log("info", $"order {order.Number}: paid; the LSP has kept {taken} msat for the channel");
            order = Change(order with { State = OrderState.Taken, TakenMsat = taken });
        }

        if (order.ValidUntil <= _time.GetUtcNow())
        {
            await EndAsync(order, order.State == OrderState.Taken ? "paid" : "expired", cancellation);
        }
    }

    /// <returns>False while a payment for it is on its way; then nothing has changed.</returns>
    private async Task<bool> EndAsync(OrderRow order, string why, CancellationToken cancellation)
    {
        IReadOnlyList<OrderInvoice> invoices = _book.InvoicesOf(order.Number);
        foreach (OrderInvoice invoice in invoices)
        {
            HeldPayment? payment = (await Holds.ListAsync(invoice.PaymentHash, cancellation)).SingleOrDefault();
            if (payment is { IsAccepted: true, Invoice.State: InvoiceState.Open } or { Invoice.State: InvoiceState.SettleIntended })
            {
                return false;
            }
        }

        foreach (OrderInvoice invoice in invoices)
        {
            await CancelAsync(invoice.PaymentHash, cancellation);
        }

        order = Change(order with { State = OrderState.ForgetIntended, Ended = _time.GetUtcNow(), Note = why });
        try
        {
            await TellForgottenAsync(order, cancellation);
        }
        catch (VaultAwayException away)
        {
            _log("info", $"the device could not be told yet that order {order.Number} has ended: {away.Message}");
        }

        return true;
    }

    private async Task CancelAsync(byte[] paymentHash, CancellationToken cancellation)
    {
        try
        {
            await Holds.CancelAsync(paymentHash, cancellation);
        }
        catch (HoldRefusalException)
        {
            // Paid, or never made.
        }
    }

    private async Task TellForgottenAsync(OrderRow order, CancellationToken cancellation)
    {
        try
        {
            await _vault.ForgetAsync(order.Number, cancellation);
        }
        catch (VaultRefusalException refused)
        {
            if ((await _vault.OrdersAsync(cancellation)).Any(known => known.Number == order.Number && known.IsOpen))
            {
                _askAgain = _time.GetUtcNow() + _settings.AskAgain;
                _log("info", $"the device does not forget order {order.Number} yet: {refused.Message}");
                return;
            }
        }

        Change(order with { State = OrderState.Closed });
    }

    /// <summary>The device may know orders that are in no book: this process died before it could write, or a yes was lost.</summary>
    private async Task ReconcileAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (DeviceOrder lost in (await _vault.OrdersAsync(cancellation)).Where(known => known.IsOpen && !_orders.ContainsKey(known.Number)))
            {
                await _vault.ForgetAsync(lost.Number, cancellation);
                _log("info", $"order {lost.Number} of the device is in no book, and was forgotten");
            }

            _isReconciled = true;
        }
        catch (VaultRefusalException refused)
        {
            _askAgain = _time.GetUtcNow() + _settings.AskAgain;
            _log("info", "an order of the device could not be forgotten: " + refused.Message);
        }
    }

    /// <summary>The book first.</summary>
    private OrderRow Change(OrderRow order)
    {
        _book.Change(order);
        Register(order);
        return order;
    }

    private void Register(OrderRow order)
    {
        if (order.State == OrderState.Closed)
        {
            _orders.TryRemove(order.Number, out _);
        }
        else
        {
            _orders[order.Number] = order;
        }

        if (order.PathSecret.Length > 0 && order.IsPayable)
        {
            _offers[Hex(order.PathSecret)] = order.Number;
        }
        else if (order.PathSecret.Length > 0)
        {
            _offers.TryRemove(Hex(order.PathSecret), out _);
        }
    }

    private static JitRefusalException Refused(Exception no) =>
        no is VaultRefusalException refused ? new JitRefusalException("the device does not do it: " + refused.Message, refused.Tag) : new JitRefusalException(no.Message);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private sealed record Terms(OrderRow Order) : IExtraFeeTerms
    {
        public byte[] LspId => Order.LspId;

        public ulong? FeeFor(ulong sizeMsat) => Order.FeeFor(sizeMsat);
    }
}
