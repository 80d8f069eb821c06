using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.HeldPayments.Book;
using Holdfast.NodeRequests;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Tool.Demo;

/// <summary>
/// A payment that waits, played for real: a simulated device behind a pseudo terminal, a channel to a peer who pays in two parts, the desk and the book of held payments. The
/// program on the host dies twice, the device loses power once, and the payment is settled once.
/// </summary>
internal sealed class HoldStory : IDisposable
{
    private const ulong PriceMsat = 50_000_000;
    private const uint Height = 1_000;
    private const int FinalDelta = 80;
    private const uint Expiry = Height + FinalDelta;

    private static readonly byte[] s_secret = SHA256.HashData([0x48]);
    private static readonly ulong[] s_parts = [PriceMsat / 2, PriceMsat / 2];

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-hold").FullName;
    private readonly DemoDevice _device = new(SecretKind.Raw, s_secret);
    private readonly DemoPayer _channel;
    private readonly NodeSession _session;
    private readonly InvoiceRow _invoice;
    private HeldBook _book;
    private HoldDesk _desk;
    private bool _dies;

    public HoldStory()
    {
        _channel = new DemoPayer(_device.Exchange);
        _session = new NodeSession(_device.Client);
        (_book, _desk) = Open();
        _invoice = PromiseAsync(VaultOf(_session)).Result;
    }

    public IEnumerable<Func<Task<ActResult>>> Acts => [WaitAsync, SettleAsync, StealAsync];

    public void Dispose()
    {
        Close();
        _device.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ActResult> WaitAsync()
    {
        await _desk.AddAsync(_invoice, CancellationToken.None);
        Task<HookAnswer>[] claimed = Ask();
        await _desk.StepAsync(CancellationToken.None);
        string early = await RefusalAsync(() => _desk.SettleAsync(_invoice.PaymentHash, null, CancellationToken.None));

        _channel.Offer(_invoice.PaymentHash, Expiry, s_parts);
        _channel.Commit();
        bool waits = claimed.All(part => !part.IsCompleted);
        Close();
        (_book, _desk) = Open();
        Task<HookAnswer>[] again = Ask();
        HeldPayment held = (await _desk.ListAsync(_invoice.PaymentHash, CancellationToken.None))[0];
        return new ActResult(
            "A payment waits, and so does its preimage",
            "The device promised a preimage and keeps it. The node claims that the payment has come before it has; then the peer really pays, in two parts. "
                + "The program that holds the payment dies and is started again.",
            [
                new("the promise", "payment hash " + Hex(_invoice.PaymentHash), true),
                new("a preimage for HTLCs that the device has not seen", "refused: " + early, early == "holdfast-parts-committed"),
                new("both parts wait", "no answer to lightningd", waits),
                new("after the crash they wait again", HoldCommands.Name(held.Invoice.State, held.IsAccepted), held.IsAccepted && again.All(part => !part.IsCompleted)),
                new("the book on the host has the preimage", held.Invoice.Preimage == null ? "no" : "yes", held.Invoice.Preimage == null),
            ],
            []);
    }

    private async Task<ActResult> SettleAsync()
    {
        long commitAt = await CommitOfATwinAsync();
        ulong before = _device.JournalCommits();
        int boots = _device.Device.Boots;
        _dies = true;
        _device.CutPowerAfterCommit(commitAt);
        bool hasDied = false;
        try
        {
            await _desk.SettleAsync(_invoice.PaymentHash, null, CancellationToken.None);
        }
        catch (ProgramDiedException)
        {
            hasDied = true;
        }

        _dies = false;
        boots = _device.Device.Boots - boots;
        Close();
        (_book, _desk) = Open();
        InvoiceState found = (await _desk.ListAsync(_invoice.PaymentHash, CancellationToken.None))[0].Invoice.State;
        string cancel = await RefusalAsync(() => _desk.CancelAsync(_invoice.PaymentHash, CancellationToken.None));
        Task<HookAnswer>[] parts = Ask();
        await _desk.AskDeviceAsync(CancellationToken.None); // what the plugin does by itself
        HookAnswer[] answers = await Task.WhenAll(parts);
        ulong commits = _device.JournalCommits() - before;
        byte[] twice = await _desk.SettleAsync(_invoice.PaymentHash, null, CancellationToken.None);

        ulong had = _channel.NodeMsat;
        _channel.End(HtlcRemoval.Fulfilled);
        return new ActResult(
            "Both crash at the worst moment, and the payment is settled once",
            "The owner settles. The device stores that it releases the preimage, and its power is cut; the program on the host dies before it has the answer. "
                + "Both start again, and nobody decides anything.",
            [
                new("the device lost power and booted again", $"{boots} boot", boots == 1),
                new("the program died without the preimage", hasDied ? "yes" : "no", hasDied),
                new("what its book says", found.ToString(), found == InvoiceState.SettleIntended),
                new("a cancel after that", "refused: " + cancel, cancel == nameof(InvoiceState.SettleIntended)),
                new("the answer to both parts", answers[0].ToJson().ToJsonString(), answers.All(answer => Fits(answer.Preimage))),
                new("releases on flash", $"{commits}", commits == 1),
                new("settled once more, the preimage is", "the same", twice.AsSpan().SequenceEqual(answers[0].Preimage)),
                new("the node has it in the channel", $"{_channel.NodeMsat - had} msat more", _channel.NodeMsat - had == PriceMsat && _channel.IsAgreed && _channel.HtlcCount == 0),
            ],
            []);
    }

    private async Task<ActResult> StealAsync()
    {
        DeviceVault vault = VaultOf(_session);
        VaultPart[] parts = [.. s_parts.Select(amount => new VaultPart(amount, Expiry))];
        string more = await RefusalAsync(() => ReleaseAsync(_invoice, [.. parts, parts[0]]));
        string cancel = await RefusalAsync(() => vault.CancelAsync(_invoice.PaymentHash, CancellationToken.None));
        InvoiceRow second = await PromiseAsync(vault);
        _channel.Offer(second.PaymentHash, Expiry, PriceMsat - 1, PriceMsat);
        _channel.Commit();
        string less = await RefusalAsync(() => ReleaseAsync(second, [new VaultPart(PriceMsat - 1, Expiry)]));
        string secret = await RefusalAsync(() => ReleaseAsync(second with { PaymentSecret = new byte[32] }, [new VaultPart(PriceMsat, Expiry)]));
        string late = await RefusalAsync(() => ReleaseAsync(second, [new VaultPart(PriceMsat, Expiry)], Expiry - 1));
        string invented = await RefusalAsync(() => ReleaseAsync(second, [new VaultPart(PriceMsat, Expiry + 1)]));
        bool isPaid = SHA256.HashData(await ReleaseAsync(second, [new VaultPart(PriceMsat, Expiry)])).AsSpan().SequenceEqual(second.PaymentHash);
        return new ActResult(
            "A thief on the host",
            "Whoever controls the host can say anything to the device. It compares with the HTLCs in the commitments that it has seen signed and revoked.",
            [
                new("another set of parts for a released preimage", "refused: " + more, more == "holdfast-released-once"),
                new("cancel after the release", "refused: " + cancel, cancel == "holdfast-released-once"),
                new("one millisatoshi less than promised", "refused: " + less, less == "holdfast-promise-amount"),
                new("another payment secret", "refused: " + secret, secret == "holdfast-payment-secret"),
                new("too late to be claimed on chain", "refused: " + late, late == "holdfast-claim-guard"),
                new("an HTLC that nobody has offered", "refused: " + invented, invented == "holdfast-parts-committed"),
                new("the payment as promised", "released", isPaid),
            ],
            []);

        Task<byte[]> ReleaseAsync(InvoiceRow of, VaultPart[] claimed, uint height = Height) =>
            vault.ReleaseAsync(of.PaymentHash, of.PaymentSecret, height, claimed, CancellationToken.None);
    }

    /// <summary>How many storage operations a release takes until it is durable: seen on an equal device with the same history.</summary>
    private static async Task<long> CommitOfATwinAsync()
    {
        using DemoDevice device = new(SecretKind.Raw, s_secret);
        DemoPayer channel = new(device.Exchange);
        DeviceVault vault = VaultOf(new NodeSession(device.Client));
        InvoiceRow invoice = await PromiseAsync(vault);
        channel.Offer(invoice.PaymentHash, Expiry, s_parts);
        channel.Commit();
        return device.OperationsUntilCommit(() => vault.ReleaseAsync(
            invoice.PaymentHash, invoice.PaymentSecret, Height, [.. s_parts.Select(amount => new VaultPart(amount, Expiry))], CancellationToken.None).Wait());
    }

    private static async Task<InvoiceRow> PromiseAsync(DeviceVault vault)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        long expiresAt = now.ToUnixTimeSeconds() + 3_600;
        VaultPromise promise = await vault.PromiseAsync(PriceMsat, (ulong)expiresAt, FinalDelta, CancellationToken.None);
        return new InvoiceRow
        {
            PaymentHash = promise.PaymentHash,
            Bolt11 = "lnbcrt",
            AmountMsat = PriceMsat,
            PaymentSecret = promise.PaymentSecret,
            IsOfVault = true,
            ExpiresAt = expiresAt,
            FinalDelta = FinalDelta,
            Created = now,
        };
    }

    private static DeviceVault VaultOf(NodeSession session) => new((message, _) =>
    {
        (byte[]? reply, string sentence, string? tag) = session.AskVault(message);
        return reply != null ? Task.FromResult(reply) : throw (tag == null ? new VaultAwayException(sentence) : new VaultRefusalException(tag, sentence));
    });

    private static async Task<string> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "nothing";
        }
        catch (VaultRefusalException refusal)
        {
            return refusal.Tag;
        }
        catch (HoldRefusalException refusal)
        {
            return refusal.Tag.Length > 0 ? refusal.Tag : refusal.State?.ToString() ?? refusal.Message;
        }
    }

    /// <summary>The hook's calls for both parts, as lightningd makes them, and makes them again after a start.</summary>
    private Task<HookAnswer>[] Ask() => [.. s_parts.Select((amount, i) => _desk.HookAsync(
        new JsonObject
        {
            ["onion"] = new JsonObject { ["total_msat"] = PriceMsat, ["payment_secret"] = Hex(_invoice.PaymentSecret) },
            ["htlc"] = new JsonObject
            {
                ["short_channel_id"] = "1x1x1",
                ["id"] = i,
                ["amount_msat"] = amount,
                ["cltv_expiry"] = Expiry,
                ["cltv_expiry_relative"] = FinalDelta,
                ["payment_hash"] = Hex(_invoice.PaymentHash),
            },
        },
        CancellationToken.None))];

    private (HeldBook Book, HoldDesk Desk) Open()
    {
        HeldBook book = HeldBook.Open(Path.Combine(_folder, "holds.db"));
        DeviceVault vault = new(async (message, cancellation) =>
        {
            (byte[]? reply, string sentence, string? tag) = _session.AskVault(message);
            return _dies ? throw new ProgramDiedException()
                : reply ?? throw (tag == null ? new VaultAwayException(sentence) : new VaultRefusalException(tag, sentence));
        });
        return (book, new HoldDesk(book, vault, null, new HoldSettings { GuardBlocks = 20 }, TimeProvider.System, (_, _) => { }));
    }

    private void Close()
    {
        _desk.Dispose();
        _book.Dispose();
    }

    private bool Fits(byte[]? preimage) => preimage != null && SHA256.HashData(preimage).AsSpan().SequenceEqual(_invoice.PaymentHash);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>The process that holds payments is gone, in the middle of what it did.</summary>
    private sealed class ProgramDiedException : Exception
    {
    }
}
