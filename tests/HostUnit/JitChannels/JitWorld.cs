using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.HeldPayments.Book;
using Holdfast.HeldPayments;
using Holdfast.HostUnit.HeldPayments;
using Holdfast.HostUnit.IntentLog;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Lsps;
using Holdfast.JitChannels.Offers;
using Holdfast.JitChannels.Paths;
using Holdfast.JitChannels;
using Holdfast.Lightning;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>A node without channels, its device, and an LSP; the desk between them can be started again with the same books. Nothing happens by itself.</summary>
internal sealed class JitWorld : IDisposable
{
    public const int FinalDelta = 40;
    public const long Height = 1000;
    public const ulong SizeMsat = 500_000_000;

    public static readonly byte[] NodeSecret = Sha256.Hash("node"u8.ToArray());
    public static readonly byte[] NodeId = Secp256k1.Software().PublicKey(NodeSecret);
    public static readonly byte[] Regtest = Sha256.Hash("regtest"u8.ToArray());

    public static Secp256k1 Curve => PublicCurve.Here;

    private readonly TemporaryFolder _folder = new();
    private readonly TimeSpan _patience;
    private ulong _htlcs;

    /// <param name="patience">How long an answer of the LSP is waited for.</param>
    public JitWorld(Func<JitSettings, JitSettings>? change = null, TimeSpan? patience = null)
    {
        _patience = patience ?? TimeSpan.FromHours(1);
        Settings = (change ?? (settings => settings))(new JitSettings { Currency = "bcrt", Chain = Regtest, NodeId = NodeId, OwnDelayBlocks = 144, FinalDelta = FinalDelta });
        Lsp = new FakeLsp(NodeId, Time);
        Device = new FakeJitVault(Promises, NodeSecret);
        Begin();
    }

    public JitSettings Settings { get; }

    public ManualTime Time { get; } = new();

    public FakeVault Promises { get; } = new();

    public FakeJitVault Device { get; }

    public FakeLsp Lsp { get; }

    public LspLink Link { get; private set; } = null!;

    public JitBook Book { get; private set; } = null!;

    public HeldBook HeldBook { get; private set; } = null!;

    public HoldDesk Holds { get; private set; } = null!;

    public JitDesk Desk { get; private set; } = null!;

    public List<string> Log { get; } = [];

    /// <summary>What `listpeerchannels` answers.</summary>
    public JsonArray PeerChannels { get; } = [];

    /// <summary>Calls of other commands of the node.</summary>
    public List<(string Method, JsonObject Parameters)> Calls { get; } = [];

    public void Dispose()
    {
        End();
        _folder.Dispose();
    }

    public void Restart()
    {
        End();
        Begin();
    }

    public Task<OrderRow> OrderAsync(OrderKind kind, ulong amountMsat = SizeMsat, ulong? feeMax = null, uint? ppmMax = null) => Desk.OrderAsync(
        new JitWish { Kind = kind, LspId = FakeLsp.NodeId, AmountMsat = amountMsat, Description = "a book", FeeMsatMax = feeMax, FeePpmMax = ppmMax }, CancellationToken.None);

    public Task<OrderRow> OfferAsync(ulong amountMsat = SizeMsat) => OrderAsync(OrderKind.Offer, amountMsat);

    public Task<OrderRow> InvoiceAsync(ulong amountMsat = SizeMsat) => OrderAsync(OrderKind.Bolt11, amountMsat);

    /// <summary>Everything that is due.</summary>
    public async Task StepAsync()
    {
        await Holds.StepAsync(CancellationToken.None);
        await Holds.AskDeviceAsync(CancellationToken.None);
        await Desk.StepAsync(CancellationToken.None);
    }

    /// <summary>A payer's request for an invoice, signed.</summary>
    public static byte[] Request(OrderRow order, ulong? amountMsat = null, Action<TlvFields>? change = null, byte[]? payerSecret = null)
    {
        byte[] payer = payerSecret ?? Sha256.Hash("payer"u8.ToArray());
        TlvFields request = Offer.Read(order.Text, Curve).Fields.Where(_ => true);
        request[0] = Sha256.Hash("metadata"u8.ToArray());
        request[80] = Regtest;
        request[82] = amountMsat is { } amount ? TlvFields.Short(amount) : null;
        request[88] = Curve.PublicKey(payer);
        change?.Invoke(request);
        request[240] = Curve.SignSchnorr(MessageHash.Bolt12("invoice_request"u8.ToArray(), "signature"u8.ToArray(), Bolt12Merkle.Root(request.ToArray())), payer, new byte[32]);
        return request.ToArray();
    }

    /// <summary>The payment hash and secret of the only invoice of an order.</summary>
    public async Task<InvoiceRow> InvoiceOfAsync(OrderRow order) =>
        (await Holds.ListAsync(Book.InvoicesOf(order.Number).Single().PaymentHash, CancellationToken.None)).Single().Invoice;

    /// <summary>HTLCs come from the LSP (or another peer), irrevocably committed: what is there, and what was kept of it. Each has its answer when it is decided.</summary>
    public async Task<HookAnswer?[]> PayAsync(
        InvoiceRow invoice, ulong totalMsat, (ulong AmountMsat, ulong ExtraMsat)[] parts, byte[]? peer = null, ulong more = 0, int steps = 1)
    {
        (HtlcName Name, Task<HookAnswer> Answer)[] asked =
            [.. parts.Select(part => (new HtlcName("1x1x1", _htlcs), AskAsync(invoice, totalMsat, part.AmountMsat, part.ExtraMsat, part.AmountMsat + part.ExtraMsat + more, peer)))];
        for (int i = 0; i < steps; i++)
        {
            await StepAsync();
        }

        // What is decided has reached the node before the test looks.
        List<HookAnswer?> answers = [];
        foreach ((HtlcName name, Task<HookAnswer> answer) in asked)
        {
            answers.Add(Holds.IsWaiting(name) ? null : await answer);
        }

        await Desk.StepAsync(CancellationToken.None);
        return [.. answers];
    }

    private async Task<HookAnswer> AskAsync(InvoiceRow invoice, ulong totalMsat, ulong amountMsat, ulong extraMsat, ulong onionMsat, byte[]? peer)
    {
        uint expiry = (uint)(Height + FinalDelta);
        Promises.Seen.Add((Convert.ToHexString(invoice.PaymentHash), amountMsat, expiry));
        JsonObject payload = HeldWorld.Payload(invoice, _htlcs++, amountMsat, totalMsat, expiry);
        payload["peer_id"] = Convert.ToHexStringLower(peer ?? FakeLsp.NodeId);
        payload["onion"]!["forward_msat"] = onionMsat;
        if (extraMsat != 0)
        {
            TlvFields extra = new();
            extra[65537] = [.. Enumerable.Range(1, 8).Select(i => (byte)(extraMsat >> (8 * (8 - i))))];
            payload["htlc"]!["extra_tlvs"] = Convert.ToHexStringLower(extra.ToArray());
        }

        HookAnswer answer = await Holds.HookAsync(payload, CancellationToken.None);
        await Holds.AnsweredAsync(payload, CancellationToken.None);
        return answer;
    }

    private async Task<JsonNode> NodeAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await Task.CompletedTask;
        Calls.Add((method, parameters));
        return method switch
        {
            "signinvoice" => new JsonObject { ["bolt11"] = parameters["invstring"]!.DeepClone() },
            "listpeerchannels" => new JsonObject { ["channels"] = PeerChannels.DeepClone() },
            "createonion" => new JsonObject { ["onion"] = "00" },
            _ => new JsonObject(),
        };
    }

    private void Begin()
    {
        Book = JitBook.Open(Places.Of(_folder.File("jit.db")));
        HeldBook = HeldBook.Open(Places.Of(_folder.File("holds.db")), Time);
        Link = new LspLink(Lsp.TakeAsync, _patience, TimeProvider.System);
        Lsp.Client = Link;
        Desk = new JitDesk(Book, Device, new LspClient(Link, Time), NodeAsync, Settings, Time, (_, line) => Log.Add(line));
        Holds = new HoldDesk(HeldBook, Promises, null, new HoldSettings { GuardBlocks = 20 }, Time, (_, line) => Log.Add(line), Desk);
        Holds.TakeHeight(Height);
        Desk.Join(Holds);
    }

    private void End()
    {
        Holds.Dispose();
        HeldBook.Dispose();
        Book.Dispose();
    }

    /// <summary>For a messenger of its own.</summary>
    public NodeCall Node => NodeAsync;

    /// <summary>The channel that the LSP opens, as the hook describes it.</summary>
    public static JsonObject Channel(ulong fundingMsat = 2 * SizeMsat, byte[]? peer = null) => new()
    {
        ["id"] = Convert.ToHexStringLower(peer ?? FakeLsp.NodeId),
        ["funding_msat"] = fundingMsat,
        ["push_msat"] = 0,
        ["to_self_delay"] = 144,
        ["channel_flags"] = 0,
        ["channel_type"] = new JsonObject { ["bits"] = new JsonArray(12, 46, 50) },
    };

}
