using System.Text;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Lsps;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;
using Holdfast.Lightning;

namespace Holdfast.JitChannels;

/// <summary>What a payer is given: an invoice of BOLT 11, or an offer and the invoices that are asked for with it.</summary>
public sealed partial class JitDesk
{
    private const ulong NextNodeField = 4;
    private const ulong PathIdField = 6;

    /// <summary>The payment may be on its way for so many blocks before it reaches this node.</summary>
    private const int TravelBlocks = 1008;

    /// <summary>The order whose offer has this secret in its path; null when it is nobody's.</summary>
    public uint? OrderOfPath(byte[] secret) => _offers.TryGetValue(Hex(secret), out uint order) ? order : null;

    /// <summary>The LSP of an order.</summary>
    public byte[]? LspOf(uint order) => _orders.TryGetValue(order, out OrderRow? row) ? row.LspId : null;

    /// <summary>The invoice for a request to an offer: its TLV stream. The same request has the same answer.</summary>
    /// <exception cref="FormatException">There is none; the sentence is for the payer.</exception>
    /// <exception cref="JitRefusalException">There is none, and it is not the payer's fault.</exception>
    public async Task<byte[]> AnswerAsync(uint number, byte[] stream, CancellationToken cancellation)
    {
        if (!_orders.TryGetValue(number, out OrderRow? order) || !order.IsPayable)
        {
            throw new FormatException("the offer is over");
        }

        DateTimeOffset now = _time.GetUtcNow();
        InvoiceRequest request = InvoiceRequest.Read(stream, Offer.Read(order.Text, PublicCurve.Here), _settings.Chain, PublicCurve.Here, now);
        IReadOnlyList<OrderInvoice> known = _book.InvoicesOf(number);
        if (known.FirstOrDefault(invoice => invoice.ExpiresAt > now && invoice.RequestKey.AsSpan().SequenceEqual(request.Key)) is { } same)
        {
            return Bolt12Words.Read(Bolt12Words.Invoice, same.Text);
        }

        if (known.Count(invoice => invoice.ExpiresAt > now) >= _settings.OpenInvoicesMax)
        {
            throw new FormatException("too many invoices for this offer wait to be paid; try again later");
        }

        if (order.State == OrderState.Open)
        {
            RequireSize(order, request.AmountMsat);
        }

        TimeSpan life = order.ValidUntil - now < _settings.InvoiceLife ? order.ValidUntil - now : _settings.InvoiceLife;
        if (life < TimeSpan.FromMinutes(1))
        {
            throw new FormatException("the offer has expired");
        }

        try
        {
            return await MakeBolt12Async(order, request, now, (long)life.TotalSeconds, cancellation);
        }
        catch (Exception no) when (no is VaultRefusalException or VaultAwayException)
        {
            throw Refused(no);
        }
        catch (HoldRefusalException no)
        {
            throw new JitRefusalException(no.Message, no.Tag);
        }
    }

    private static void RequireSize(OrderRow order, ulong amountMsat)
    {
        if (amountMsat < order.MinSizeMsat || amountMsat > order.MaxSizeMsat || order.FeeFor(amountMsat) is not { } fee || fee >= amountMsat)
        {
            throw new FormatException($"the amount is not between {order.MinSizeMsat} and {order.MaxSizeMsat} msat, or not above the fee for the channel");
        }
    }

    /// <summary>The offer says where requests go: to the LSP, which passes them on to this node and to nobody else.</summary>
    private Offer MakeOffer(OrderRow order)
    {
        TlvFields next = new();
        next[NextNodeField] = _settings.NodeId;
        TlvFields last = new();
        last[PathIdField] = order.PathSecret;
        BlindedPath path = PathBlinder.Blind(PublicCurve.Here, [order.LspId, _settings.NodeId], [next.ToArray(), last.ToArray()]);
        return Offer.Make(_settings.Chain, order.SizeMsat, order.Description, (ulong)order.ValidUntil.ToUnixTimeSeconds(), path, _settings.NodeId);
    }

    private async Task<string> MakeBolt11Async(OrderRow order, CancellationToken cancellation)
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        long expires = order.ValidUntil.ToUnixTimeSeconds();
        VaultPromise promise = await _vault.PromiseAsync(order.Number, order.SizeMsat, (ulong)expires, (ushort)_settings.FinalDelta, cancellation);
        try
        {
            Bolt11Draft draft = new()
            {
                Currency = _settings.Currency,
                AmountMsat = order.SizeMsat,
                Timestamp = now,
                PaymentHash = promise.PaymentHash,
                PaymentSecret = promise.PaymentSecret,
                Description = order.Description,
                ExpirySeconds = expires - now,
                FinalDelta = _settings.FinalDelta + _settings.MarginBlocks,
                Hints = [new RouteHint(order.LspId, order.Scid, 0, 0, order.CltvDelta)],
                TakesParts = order.SizeMsat != 0,
            };
            JsonNode signed = await _node("signinvoice", new JsonObject { ["invstring"] = draft.Encode() }, cancellation);
            string text = signed["bolt11"]?.ToString() ?? throw new JitRefusalException("the node answered signinvoice without an invoice");
            await KeepAsync(order, promise, text, [], order.SizeMsat, expires, cancellation);
            return text;
        }
        catch
        {
            await TakeBackAsync(promise.PaymentHash);
            throw;
        }
    }

    private async Task<byte[]> MakeBolt12Async(OrderRow order, InvoiceRequest request, DateTimeOffset now, long expirySeconds, CancellationToken cancellation)
    {
        long createdAt = now.ToUnixTimeSeconds();
        uint paysFor = order.State == OrderState.Open ? order.Number : 0;
        VaultPromise promise = await _vault.PromiseAsync(paysFor, request.AmountMsat, (ulong)(createdAt + expirySeconds), (ushort)_settings.FinalDelta, cancellation);
        try
        {
            PaymentPaths<OrderRow> router = new(
                token => OwnPathsAsync(promise.PaymentHash, token), (one, token) => JitPathAsync(one, promise.PaymentHash, token), () => true, line => _log("info", line));
            IReadOnlyList<PaymentPath> paths = await router.FindAsync(PathContext.Offer, paysFor == 0 ? [] : [order], cancellation);
            TlvFields draft = InvoiceDraft.Make(request, paths, createdAt, expirySeconds, promise.PaymentHash, _settings.NodeId, paysFor == 0 || order.SizeMsat != 0);
            byte[] signature = await _vault.SignAsync(draft.ToArray(), cancellation);
            byte[] hash = MessageHash.Bolt12(Encoding.ASCII.GetBytes("invoice"), Encoding.ASCII.GetBytes("signature"), Bolt12Merkle.Root(draft.ToArray()));
            if (!PublicCurve.Here.VerifySchnorr(hash, signature, _settings.NodeId[1..]))
            {
                throw new JitRefusalException("the signature of the invoice is not the node's");
            }

            byte[] whole = InvoiceDraft.Sign(draft, signature);
            string text = Bolt12Words.Write(Bolt12Words.Invoice, whole);
            await KeepAsync(order with { Number = paysFor }, promise, text, request.Key, request.AmountMsat, createdAt + expirySeconds, cancellation, order.Number);
            return whole;
        }
        catch
        {
            await TakeBackAsync(promise.PaymentHash);
            throw;
        }
    }

    /// <summary>The invoice is in both books before anybody sees it.</summary>
    private async Task KeepAsync(
        OrderRow order, VaultPromise promise, string text, byte[] requestKey, ulong amountMsat, long expires, CancellationToken cancellation, uint? belongsTo = null)
    {
        _book.AddInvoice(new OrderInvoice(promise.PaymentHash, belongsTo ?? order.Number, requestKey, text, DateTimeOffset.FromUnixTimeSeconds(expires)));
        await Holds.AddAsync(
            new InvoiceRow
            {
                PaymentHash = promise.PaymentHash,
                Bolt11 = text,
                AmountMsat = amountMsat,
                PaymentSecret = promise.PaymentSecret,
                IsOfVault = true,
                ExpiresAt = expires,
                FinalDelta = _settings.FinalDelta,
                Created = _time.GetUtcNow(),
                JitOrder = order.Number,
                SettlesItself = true,
            },
            cancellation);
    }

    /// <summary>The promise of an invoice that nobody has seen takes one of the few places in the device.</summary>
    private async Task TakeBackAsync(byte[] paymentHash)
    {
        try
        {
            await _vault.CancelAsync(paymentHash, CancellationToken.None);
        }
        catch (Exception no) when (no is VaultRefusalException or VaultAwayException)
        {
            // It is cancelled when it has expired.
        }
    }

    private async Task<PaymentPath> JitPathAsync(OrderRow order, byte[] paymentHash, CancellationToken cancellation)
    {
        BlindedPath path = await _vault.PathAsync(new PathWish(paymentHash, order.LspId, order.Scid, order.CltvDelta, 0, 0, 0, MaxExpiry()), cancellation);
        return new PaymentPath(path, new BlindedPay(0, 0, (ushort)(order.CltvDelta + _settings.FinalDelta), 0, BlindedPay.AllMsat));
    }

    private async Task<IReadOnlyList<PaymentPath>> OwnPathsAsync(byte[] paymentHash, CancellationToken cancellation)
    {
        List<PaymentPath> paths = [];
        foreach (OwnChannel channel in await NodePaths.ChannelsAsync(_node, cancellation))
        {
            BlindedPath path = await _vault.PathAsync(
                new PathWish(paymentHash, channel.Peer, channel.Scid, channel.CltvDelta, channel.FeeBaseMsat, channel.FeeProportional, channel.HtlcMinimumMsat, MaxExpiry()),
                cancellation);
            paths.Add(new PaymentPath(
                path,
                new BlindedPay(
                    channel.FeeBaseMsat, channel.FeeProportional, (ushort)(channel.CltvDelta + _settings.FinalDelta), channel.HtlcMinimumMsat, channel.HtlcMaximumMsat)));
        }

        return paths;
    }

    /// <summary>Nobody may keep a payment for ever before it reaches this node.</summary>
    private uint MaxExpiry() => (uint)Math.Clamp(Holds.Height + _settings.FinalDelta + TravelBlocks, 0, uint.MaxValue);
}
