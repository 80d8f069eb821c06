using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.HeldPayments.Book;
using Holdfast.HeldPayments.Handlers;
using Holdfast.HeldPayments;
using Holdfast.HostUnit.IntentLog;
using Holdfast.IntentLog;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>The process was killed here.</summary>
internal sealed class KilledException : Exception
{
}

/// <summary>
/// A node with HTLCs that it asks about again until it has stored an answer, a device with a vault, and the desk between them, which can be killed at every write and every request
/// and is started again with the same book. Nothing happens by itself: the clock and the desk's steps are the test's.
/// </summary>
internal sealed class HeldWorld : IDisposable
{
    public const int Guard = 20;
    public const int FinalDelta = 80;
    public const long Height = 1000;

    private readonly Lock _gate = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<HtlcName, JsonObject> _undecided = [];
    private readonly Dictionary<HtlcName, Task> _asked = [];
    private HeldBook _book;

    public HeldWorld(IHandler? handler = null, HandlerScope scope = HandlerScope.Held, int jobs = 8, int queue = 64)
    {
        Handler = handler;
        Scope = scope;
        (Jobs, Queue) = (jobs, queue);
        Vault = new FakeVault { Passing = Pass };
        (_book, Desk) = Begin();
    }

    public IHandler? Handler { get; set; }

    public HandlerScope Scope { get; }

    public int Jobs { get; }

    public int Queue { get; }

    public FakeVault Vault { get; }

    public ManualTime Time { get; } = new();

    public HoldDesk Desk { get; private set; }

    public List<string> Log { get; } = [];

    /// <summary>What the node has stored about each HTLC; one that is here twice has two outcomes.</summary>
    public List<(HtlcName Name, HookAnswer Answer)> Outcomes { get; } = [];

    /// <summary>The process is killed when this many writes and requests have passed; 0 is never.</summary>
    public int KillAt { get; set; }

    /// <summary>The disk is full at writes whose name ends with this; null is never.</summary>
    public string? FullAt { get; set; }

    /// <summary>How many HTLCs the book takes; null is as many as always.</summary>
    public int? PartsMost { get; init; }

    public bool IsKilled { get; private set; }

    public string? KilledAt { get; private set; }

    /// <summary>HTLCs that wait for their answer.</summary>
    public int Undecided => _undecided.Count;

    public void Dispose()
    {
        Desk.Dispose();
        _book.Dispose();
        _folder.Dispose();
    }

    /// <summary>An invoice of the vault, or with a hash of the caller's.</summary>
    public async Task<InvoiceRow> InvoiceAsync(ulong amountMsat = 3_000, byte[]? preimage = null)
    {
        VaultPromise promise = preimage == null
            ? await Vault.PromiseAsync(amountMsat, (ulong)Time.GetUtcNow().ToUnixTimeSeconds() + 3600, FinalDelta, CancellationToken.None)
            : new VaultPromise(SHA256.HashData(preimage), RandomNumberGenerator.GetBytes(32));
        InvoiceRow row = new()
        {
            PaymentHash = promise.PaymentHash,
            Bolt11 = "lnbcrt1" + Convert.ToHexStringLower(promise.PaymentHash),
            AmountMsat = amountMsat,
            PaymentSecret = promise.PaymentSecret,
            IsOfVault = preimage == null,
            ExpiresAt = Time.GetUtcNow().ToUnixTimeSeconds() + 3600,
            FinalDelta = FinalDelta,
            Created = Time.GetUtcNow(),
        };
        return row with { Id = await Desk.AddAsync(row, CancellationToken.None) };
    }

    /// <summary>An HTLC as the hook describes it.</summary>
    public static JsonObject Payload(
        InvoiceRow invoice, ulong number, ulong amountMsat, ulong totalMsat, uint expiry = (uint)Height + FinalDelta, byte[]? secret = null, string scid = "1x1x1", long height = Height) => new()
        {
            ["onion"] = new JsonObject
            {
                ["payload"] = "00",
                ["total_msat"] = totalMsat,
                ["payment_secret"] = Convert.ToHexStringLower(secret ?? invoice.PaymentSecret),
                ["next_onion"] = "00",
                ["shared_secret"] = new string('0', 64),
            },
            ["htlc"] = new JsonObject
            {
                ["short_channel_id"] = scid,
                ["id"] = number,
                ["amount_msat"] = amountMsat,
                ["cltv_expiry"] = expiry,
                ["cltv_expiry_relative"] = expiry - height,
                ["payment_hash"] = Convert.ToHexStringLower(invoice.PaymentHash),
            },
        };

    /// <summary>An HTLC that is irrevocably committed arrives, and the device has seen it.</summary>
    public async Task<HtlcName> ArriveAsync(JsonObject payload)
    {
        IncomingHtlc htlc = IncomingHtlc.Parse(payload)!;
        lock (_gate)
        {
            _undecided[htlc.Name] = payload;
        }

        _book.PartsMost = PartsMost ?? _book.PartsMost;

        Vault.Seen.Add((Convert.ToHexString(htlc.PaymentHash), htlc.AmountMsat, htlc.Expiry));
        Ask(htlc.Name, payload);
        await DrainAsync();
        return htlc.Name;
    }

    /// <summary>Three parts, the whole of an invoice over 3,000 msat.</summary>
    public async Task<HtlcName[]> ArriveAllAsync(InvoiceRow invoice)
    {
        HtlcName[] names = new HtlcName[3];
        for (int i = 0; i < 3; i++)
        {
            names[i] = await ArriveAsync(Payload(invoice, (ulong)i, 1_000, 3_000));
        }

        return names;
    }

    /// <summary>What the node has stored about this HTLC; null while it waits.</summary>
    public HookAnswer? OutcomeOf(HtlcName name) => Outcomes.Where(one => one.Name == name).Select(one => one.Answer).SingleOrDefault();

    /// <summary>The process is gone, whatever it did last; the node asks it again about everything that is undecided.</summary>
    public async Task RestartAsync(bool isReplayed = true)
    {
        await DrainAsync();
        IsKilled = true; // whatever the old process still does, it does not do
        Desk.Dispose();
        _book.Dispose();
        (IsKilled, KillAt) = (false, 0);
        (_book, Desk) = Begin();
        _asked.Clear();
        if (isReplayed)
        {
            await ReplayAsync();
        }
    }

    public async Task ReplayAsync()
    {
        foreach ((HtlcName name, JsonObject payload) in _undecided.ToArray())
        {
            Ask(name, payload);
            await DrainAsync();
        }
    }

    /// <summary>A channel has another short id from now on.</summary>
    public void Rename(string scid)
    {
        foreach ((HtlcName name, JsonObject payload) in _undecided.ToArray())
        {
            _undecided.Remove(name);
            payload["htlc"]!["short_channel_id"] = scid;
            _undecided[name with { Scid = scid }] = payload;
        }
    }

    /// <summary>Every step that is due now.</summary>
    public async Task StepAsync() => await SurviveAsync(async () =>
    {
        await Desk.StepAsync(CancellationToken.None);
        await Desk.AskDeviceAsync(CancellationToken.None);
    });

    public async Task SettleAsync(InvoiceRow invoice, byte[]? preimage = null) =>
        await SurviveAsync(() => Desk.SettleAsync(invoice.PaymentHash, preimage, CancellationToken.None));

    public async Task CancelAsync(InvoiceRow invoice) => await SurviveAsync(() => Desk.CancelAsync(invoice.PaymentHash, CancellationToken.None));

    /// <summary>Every answer that is decided has reached the node, or the process that gave it is dead.</summary>
    private async Task DrainAsync()
    {
        foreach ((HtlcName name, Task asked) in _asked.ToArray())
        {
            if (!Desk.IsWaiting(name))
            {
                await asked;
            }
        }
    }

    /// <summary>One write or request.</summary>
    public void Pass(string what)
    {
        lock (_gate)
        {
            if (IsKilled || (KillAt > 0 && --KillAt == 0))
            {
                KilledAt = IsKilled ? KilledAt : what;
                IsKilled = true;
                throw new KilledException();
            }
        }

        if (FullAt != null && what.StartsWith("before ", StringComparison.Ordinal) && what.EndsWith(FullAt, StringComparison.Ordinal))
        {
            throw new IntentStoreException(IntentStoreFault.DiskFull, "the disk is full");
        }
    }

    private (HeldBook, HoldDesk) Begin()
    {
        HeldBook book = HeldBook.Open(Places.Of(_folder.File("holds.db")), Time);
        book.Passing = Pass;
        HandlerPool? pool = Handler == null ? null : new HandlerPool(Handler, Jobs, Queue, TimeSpan.FromSeconds(10));
        HoldDesk desk = new(book, Vault, pool, new HoldSettings { GuardBlocks = Guard, Scope = Scope }, Time, (_, line) => Log.Add(line));
        desk.TakeHeight(Height);
        return (book, desk);
    }

    private void Ask(HtlcName name, JsonObject payload)
    {
        if (!IsKilled)
        {
            _asked[name] = AskAsync(Desk, name, payload);
        }
    }

    private async Task AskAsync(HoldDesk desk, HtlcName name, JsonObject payload)
    {
        try
        {
            HookAnswer answer = await desk.HookAsync(payload, CancellationToken.None);
            Pass("answer"); // on its way to the node
            lock (_gate)
            {
                Outcomes.Add((name, answer));
                _undecided.Remove(name);
            }

            Pass("answered");
            await desk.AnsweredAsync(payload, CancellationToken.None);
        }
        catch (Exception killed) when (killed is KilledException or ObjectDisposedException)
        {
            // The node asks the next process.
        }
    }

    private async Task SurviveAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (KilledException)
        {
        }

        await DrainAsync();
    }
}

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Pass(TimeSpan time) => _now += time;
}
