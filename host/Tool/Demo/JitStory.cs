using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.JitChannels;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Lsps;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;
using Holdfast.Lightning;
using Holdfast.NodeRequests;
using Holdfast.Protocol;

namespace Holdfast.Tool.Demo;

/// <summary>
/// A node without a channel is paid, played for real: a simulated device behind a pseudo terminal, an LSP that sells a channel, a payer with an offer,
/// and the desks of orders and of held
/// payments. Then the LSP tries to keep more than was agreed.
/// </summary>
internal sealed class JitStory : IDisposable
{
    private const ulong PriceMsat = 100_000_000;
    private const ulong FeeMsat = PriceMsat / 100;
    private const uint Height = 1_000;
    private const int FinalDelta = 80;
    private const uint Expiry = Height + FinalDelta;

    private static readonly byte[] s_payerSecret = Sha256.Hash([0x50]);
    private static readonly byte[] s_lspId = Secp256k1.Software().PublicKey(Sha256.Hash([2])); // the peer of DemoPayer

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-jit").FullName;
    private readonly DemoDevice _device;
    private readonly List<string> _asked = [];
    private readonly DeviceVault _vault;
    private readonly JitSettings _settings;
    private readonly JitBook _book;
    private readonly HeldBook _holdsBook;
    private readonly HoldDesk _holds;
    private readonly JitDesk _desk;
    private DemoPayer? _channel;
    private ulong _htlcs;

    public JitStory()
    {
        _device = new DemoDevice(SecretKind.Raw, SHA256.HashData([0x4a]), text =>
        {
            _asked.Add(text);
            return true;
        });
        NodeSession session = new(_device.Client);
        _vault = new DeviceVault(CallOf(session));
        _settings = new JitSettings
        {
            Currency = "bcrt",
            Chain = ChainHash.Of(Network.Regtest),
            NodeId = _device.Client.Ask(new NodeKeys()).NodeId,
            OwnDelayBlocks = 144,
            FinalDelta = FinalDelta,
        };
        DemoLsp lsp = new(TimeProvider.System);
        LspLink link = new(lsp.TakeAsync, TimeSpan.FromMinutes(1), TimeProvider.System);
        lsp.Client = link;
        _book = JitBook.Open(Path.Combine(_folder, "jit.db"));
        _holdsBook = HeldBook.Open(Path.Combine(_folder, "holds.db"));
        _desk = new JitDesk(
            _book, new DeviceJitVault(CallOf(session), SignOf(session)), new LspClient(link, TimeProvider.System), NodeAsync, _settings, TimeProvider.System, (_, _) => { });
        _holds = new HoldDesk(_holdsBook, _vault, null, new HoldSettings { GuardBlocks = 20 }, TimeProvider.System, (_, _) => { }, _desk);
        _holds.TakeHeight(Height);
        _desk.Join(_holds);
    }

    public IEnumerable<Func<Task<ActResult>>> Acts => [OrderAsync, PayAsync, StealAsync];

    public void Dispose()
    {
        _holds.Dispose();
        _holdsBook.Dispose();
        _book.Dispose();
        _device.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ActResult> OrderAsync()
    {
        OrderRow order = await BuyAsync();
        Offer offer = Offer.Read(order.Text, PublicCurve.Here);
        BlindedPath way = BlindedPath.ReadAll(offer.Fields[16]!, PublicCurve.Here).Single();
        InvoiceRow invoice = await AskedAsync(order);
        Bolt12Invoice read = Bolt12Invoice.Read(Bolt12Words.Read(Bolt12Words.Invoice, invoice.Bolt11), _settings.Chain!, []);
        bool isOurs = read.PayeeBy(PublicCurve.Here).AsSpan().SequenceEqual(_settings.NodeId);
        string altered = await SignRefusalAsync(invoice);
        return new ActResult(
            "A node without a channel makes an offer",
            "An LSP sells the right to be paid through a channel that it opens when the payment comes. The device writes the terms down, a payer asks for an "
                + "invoice with the offer, and the device makes its paths and signs it.",
            [
                new("the terms, in words", FeeWords.Of(order), true),
                new("the device asked its owner", _asked.Count > 0 ? "yes" : "no", _asked.Count > 0),
                new("the offer", order.Text[..24] + "…", order.Text.StartsWith("lno1", StringComparison.Ordinal)),
                new("requests go", way.First.AsSpan().SequenceEqual(s_lspId) ? "through the LSP" : "elsewhere", way.First.AsSpan().SequenceEqual(s_lspId)),
                new("the invoice is signed by", isOurs ? "the node's key in the device" : "somebody else", isOurs),
                new("the same invoice with a path of the thief's", "refused: " + altered, altered.Length > 0),
            ],
            []);
    }

    private async Task<ActResult> PayAsync()
    {
        OrderRow order = _desk.Orders().Single();
        InvoiceRow invoice = (await _holds.ListAsync(_book.InvoicesOf(order.Number).Single().PaymentHash, CancellationToken.None)).Single().Invoice;
        bool isApproved = _desk.Approve(Channel()) == order.Number;
        bool isApprovedTwice = _desk.Approve(Channel()) != null;
        _channel = new DemoPayer(_device.Exchange);
        ulong had = _channel.NodeMsat;
        HookAnswer answer = await ArriveAsync(invoice, PriceMsat - FeeMsat, FeeMsat);
        _channel.End(ReferenceNode.HtlcRemoval.Fulfilled);
        await _desk.StepAsync(CancellationToken.None);
        OrderRow paid = _desk.Orders().Single();
        return new ActResult(
            "The payment opens the channel",
            "The payer pays. The LSP opens the channel, keeps what was agreed, and forwards the rest with a note of what it kept.",
            [
                new("the channel may be used at once", isApproved ? "yes" : "no", isApproved),
                new("and a second one for the same order", isApprovedTwice ? "yes" : "no", !isApprovedTwice),
                new("the answer to the HTLC", answer.Preimage != null ? "settled" : answer.ToJson().ToJsonString(), Fits(answer.Preimage, invoice)),
                new("the LSP has kept", $"{paid.TakenMsat} msat", paid.TakenMsat == FeeMsat && paid.State == OrderState.Taken),
                new("the node has in the channel", $"{_channel.NodeMsat - had} msat more", _channel.NodeMsat - had == PriceMsat - FeeMsat && _channel.IsAgreed),
            ],
            []);
    }

    private async Task<ActResult> StealAsync()
    {
        string unordered = await UnorderedRefusalAsync(_desk.Orders()[0], new VaultPart(PriceMsat - FeeMsat, Expiry, FeeMsat, PriceMsat));
        OrderRow order = await BuyAsync();
        InvoiceRow invoice = await AskedAsync(order);
        _channel!.Offer(invoice.PaymentHash, Expiry, PriceMsat - FeeMsat - 1);
        _channel.Commit();
        HookAnswer greedy = await HookAsync(invoice, PriceMsat - FeeMsat - 1, FeeMsat + 1);
        string device = await ReleaseRefusalAsync(invoice, new VaultPart(PriceMsat - FeeMsat - 1, Expiry, FeeMsat + 1, PriceMsat));
        string hidden = await ReleaseRefusalAsync(invoice, new VaultPart(PriceMsat - FeeMsat - 1, Expiry, FeeMsat, PriceMsat));
        _channel.End(ReferenceNode.HtlcRemoval.Failed);
        return new ActResult(
            "A greedy LSP, and a thief on the host",
            "The LSP keeps one millisatoshi more than was agreed, or keeps something where nothing was agreed. The host refuses; and a host in the hands of a "
                + "thief asks the device.",
            [
                new("the host's answer to one millisatoshi too much", greedy.Failure == null ? "none" : "the payment fails with " + greedy.Failure, greedy.Failure != null),
                new("the device's answer to the same", "refused: " + device, device.Length > 0),
                new("and if the host lies about what was kept", "refused: " + hidden, hidden.Length > 0),
                new("something kept of a payment that no order belongs to", "refused: " + unordered, unordered.Length > 0),
            ],
            []);
    }

    private Task<OrderRow> BuyAsync() => _desk.OrderAsync(
        new JitWish { Kind = OrderKind.Offer, LspId = s_lspId, AmountMsat = PriceMsat, Description = "A Mathematical Treatise", FeeMsatMax = FeeMsat }, CancellationToken.None);

    /// <summary>A payer with the offer asks for an invoice.</summary>
    private async Task<InvoiceRow> AskedAsync(OrderRow order)
    {
        TlvFields request = Offer.Read(order.Text, PublicCurve.Here).Fields.Where(_ => true);
        request[0] = RandomNumberGenerator.GetBytes(16);
        request[80] = _settings.Chain;
        request[88] = PublicCurve.Here.PublicKey(s_payerSecret);
        byte[] hash = MessageHash.Bolt12(Encoding.ASCII.GetBytes("invoice_request"), Encoding.ASCII.GetBytes("signature"), Bolt12Merkle.Root(request.ToArray()));
        request[240] = PublicCurve.Here.SignSchnorr(hash, s_payerSecret, new byte[32]);
        byte[] invoice = await _desk.AnswerAsync(order.Number, request.ToArray(), CancellationToken.None);
        return (await _holds.ListAsync(TlvFields.Read(invoice)[168], CancellationToken.None)).Single().Invoice;
    }

    /// <summary>An HTLC that the LSP has shortened is irrevocably committed, and the desks do what is due.</summary>
    private async Task<HookAnswer> ArriveAsync(InvoiceRow invoice, ulong amountMsat, ulong extraMsat)
    {
        _channel!.Offer(invoice.PaymentHash, Expiry, amountMsat);
        _channel.Commit();
        return await HookAsync(invoice, amountMsat, extraMsat);
    }

    private async Task<HookAnswer> HookAsync(InvoiceRow invoice, ulong amountMsat, ulong extraMsat)
    {
        TlvFields extra = new();
        extra[65537] = [.. Enumerable.Range(1, 8).Select(i => (byte)(extraMsat >> (8 * (8 - i))))];
        Task<HookAnswer> answer = _holds.HookAsync(
            new JsonObject
            {
                ["peer_id"] = Convert.ToHexStringLower(s_lspId),
                ["onion"] = new JsonObject
                {
                    ["total_msat"] = PriceMsat,
                    ["forward_msat"] = amountMsat + extraMsat,
                    ["payment_secret"] = Convert.ToHexStringLower(invoice.PaymentSecret),
                },
                ["htlc"] = new JsonObject
                {
                    ["short_channel_id"] = "1x1x1",
                    ["id"] = _htlcs++,
                    ["amount_msat"] = amountMsat,
                    ["cltv_expiry"] = Expiry,
                    ["cltv_expiry_relative"] = FinalDelta,
                    ["payment_hash"] = Convert.ToHexStringLower(invoice.PaymentHash),
                    ["extra_tlvs"] = Convert.ToHexStringLower(extra.ToArray()),
                },
            },
            CancellationToken.None);
        await _holds.AskDeviceAsync(CancellationToken.None);
        return await answer;
    }

    /// <summary>The channel that the LSP opens, as lightningd's hook describes it.</summary>
    private static JsonObject Channel() => new()
    {
        ["id"] = Convert.ToHexStringLower(s_lspId),
        ["funding_msat"] = 10 * PriceMsat,
        ["push_msat"] = 0,
        ["to_self_delay"] = 144,
        ["channel_flags"] = 0,
        ["channel_type"] = new JsonObject { ["bits"] = new JsonArray((JsonNode)12, (JsonNode)46, (JsonNode)50) },
    };

    private async Task<string> UnorderedRefusalAsync(OrderRow order, VaultPart part)
    {
        VaultPromise promise = await _vault.PromiseAsync(PriceMsat, (ulong)order.ValidUntil.ToUnixTimeSeconds(), FinalDelta, CancellationToken.None);
        _channel!.Offer(promise.PaymentHash, Expiry, part.AmountMsat);
        _channel.Commit();
        string refusal = await RefusalAsync(() => _vault.ReleaseAsync(promise.PaymentHash, promise.PaymentSecret, Height, [part], CancellationToken.None));
        _channel.End(ReferenceNode.HtlcRemoval.Failed);
        return refusal;
    }

    private Task<string> ReleaseRefusalAsync(InvoiceRow invoice, VaultPart part) =>
        RefusalAsync(() => _vault.ReleaseAsync(invoice.PaymentHash, invoice.PaymentSecret, Height, [part], CancellationToken.None));

    /// <summary>A thief puts a path of his own in the place of the device's.</summary>
    private async Task<string> SignRefusalAsync(InvoiceRow invoice)
    {
        TlvFields fields = TlvFields.Read(Bolt12Words.Read(Bolt12Words.Invoice, invoice.Bolt11)).Where(type => type != 240);
        fields[160] = PathBlinder.Blind(PublicCurve.Here, [s_lspId, PublicCurve.Here.PublicKey(s_payerSecret)], [[], []]).ToArray();
        return await RefusalAsync(() => SignOf(new NodeSession(_device.Client))(fields.ToArray(), CancellationToken.None));
    }

    private static async Task<string> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return string.Empty;
        }
        catch (VaultRefusalException refusal)
        {
            return refusal.Tag;
        }
    }

    private static bool Fits(byte[]? preimage, InvoiceRow invoice) => preimage != null && SHA256.HashData(preimage).AsSpan().SequenceEqual(invoice.PaymentHash);

    private static VaultCall CallOf(NodeSession session) => (message, _) => Answered(session.AskVault(message));

    private static VaultCall SignOf(NodeSession session) => (stream, _) => Answered(session.SignBolt12Invoice(stream));

    private static Task<byte[]> Answered((byte[]? Reply, string Sentence, string? Tag) answer) =>
        answer.Reply != null ? Task.FromResult(answer.Reply)
            : throw (answer.Tag == null ? new VaultAwayException(answer.Sentence) : new VaultRefusalException(answer.Tag, answer.Sentence));

    /// <summary>The node has no channels of its own to be paid over.</summary>
    private static Task<JsonNode> NodeAsync(string method, JsonObject parameters, CancellationToken cancellation) => Task.FromResult<JsonNode>(new JsonObject());
}
