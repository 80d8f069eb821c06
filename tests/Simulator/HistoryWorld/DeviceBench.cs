using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.HistoryWorld.Money;
using Holdfast.Journal;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;
using Holdfast.SimulatedSigner;

namespace Holdfast.HistoryWorld;

/// <summary>
/// The device on its flash, without cable and session: requests go straight to the firmware's corridor. Power can go in any flash operation;
/// the next request finds the device booted and unlocked again, with the newest receipt that came out.
/// </summary>
internal sealed class DeviceBench
{
    private const int ReceiptsKept = 16;
    private const byte PaymentsAreChecked = 19;

    private static readonly byte[] s_hostHalf = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] s_secret = [.. Enumerable.Repeat((byte)9, 32)];
    private static readonly byte[] s_board = Ascii.Bytes("histories");
    private static readonly Lazy<byte[]> s_provisioned = new(Provisioned);
    private static readonly Lazy<byte[]> s_journalKey = new(() => Keys(Secp256k1.Software()).JournalKey());

    private readonly Ledger _ledger;
    private readonly WitnessHmac _hmac = new();
    private readonly MoneyWorld _money;
    private Signer? _signer;
    private readonly List<byte[]> _receipts = [];
    private readonly HoldingOwner _owner = new();

    public DeviceBench(Ledger ledger, MoneyWorld money)
    {
        _ledger = ledger;
        _money = money;
        Storage = new SimulatedStorage { KeepsHistory = true };
        Storage.RestoreImage(s_provisioned.Value);
    }

    /// <summary>The device's keys, for what an honest wallet knows of them.</summary>
    public static KeyTree Keys(Secp256k1 curve) => new(curve, new FastHmac(), s_secret, isMnemonic: false);

    /// <summary>The flash of a device that has its secret.</summary>
    public static byte[] ProvisionedImage => s_provisioned.Value;

    /// <summary>A device on this flash, booted and unlocked, whose owner is away.</summary>
    public static Signer Unlocked(SimulatedStorage storage, SimulatedClock clock, byte[]? receipt)
    {
        Signer signer = NewSigner(storage, new FastHmac(), new HoldingOwner(), clock);
        signer.Boot();
        byte[] unlock = new Unlock { HostHalf = s_hostHalf, Receipt = receipt }.Encode();
        Check.That(Reply.Decode(signer.Handle(unlock, unlock.Length)).Status == ReplyStatus.Ok, "the device is unlocked");
        return signer;
    }

    public SimulatedStorage Storage { get; private set; }

    /// <summary>Times that the device went on although something on its flash had fallen back.</summary>
    public long Fallbacks { get; private set; }

    /// <summary>The next reply is lost on the cable: the device executed, nobody hears.</summary>
    public bool LoseNextReply { get; set; }

    /// <summary>The next request arrives twice.</summary>
    public bool DoubleNextRequest { get; set; }

    /// <summary>Storage failed by plan: the device may stop, and does so until the next boot.</summary>
    public bool MayBeStopped { get; set; }

    /// <summary>The last requests, newest last, for replays.</summary>
    public List<byte[]> Recorded { get; } = [];

    /// <summary>Asks; null when no reply came out, because the power went or the reply was lost.</summary>
    public byte[]? Ask(byte[] request)
    {
        if (!Boot())
        {
            return null;
        }

        if (Recorded.Count == 128)
        {
            Recorded.RemoveAt(0);
        }

        Recorded.Add(request);
        _hmac.Seen.Clear();
        byte[]? reply = Once(request);
        if (reply is not null && DoubleNextRequest)
        {
            DoubleNextRequest = false;
            byte[]? again = Once(request);
            _ledger.RequireSameAnswer(request, reply, again);
        }

        if (reply is null || LoseNextReply)
        {
            LoseNextReply = false;
            _ledger.NothingCameOut(request);
            _money.Watch(request, reply is null ? null : Reply.Decode(reply), []);
            return null;
        }

        Reply decoded = Reply.Decode(reply);
        if (decoded.Status == ReplyStatus.Ok)
        {
            Keep(decoded.Receipt);
        }

        if (decoded.Status == ReplyStatus.Fault && !MayBeStopped)
        {
            throw new ViolationException(ViolationKind.Fault, "the device stopped: " + decoded.Sentence);
        }

        _ledger.Observe(request, decoded);
        _money.Watch(request, decoded, _hmac.Seen);
        return reply;
    }

    public void Idle()
    {
        try
        {
            _signer?.Idle();
        }
        catch (PowerCutException)
        {
        }

        DieWithoutPower();
    }

    /// <summary>Power goes now, between two requests.</summary>
    public void CutPower()
    {
        Storage.CutPower();
        _signer = null;
    }

    /// <summary>A last power cut; what was still planned does not happen.</summary>
    public void EndBadLuck()
    {
        LoseNextReply = false;
        DoubleNextRequest = false;
        CutPower();
    }

    /// <summary>Boots and unlocks unless it is on; false when power went again meanwhile.</summary>
    public bool Boot()
    {
        if (_signer is not null)
        {
            return true;
        }

        if (!Storage.IsPowered)
        {
            Storage.PowerOn();
            MayBeStopped = false;
        }

        byte[]? reply = Unlock(_receipts.LastOrDefault(), out Signer signer);
        if (!Storage.IsPowered)
        {
            return false;
        }

        Reply decoded = Reply.Decode(reply!);
        if (decoded.Status != ReplyStatus.Ok)
        {
            throw new ViolationException(ViolationKind.Fault, "after a boot: " + decoded.Status + " " + decoded.Code + ", " + decoded.Sentence);
        }

        _signer = signer;
        return true;
    }

    /// <summary>
    /// Power goes, and one or two directories of the flash come back with an earlier content of their own. A hostile host shows its newest receipt, an
    /// old one or none, to an owner who agrees to everything. If the device goes on, the history goes on with it; if it does not, the damage
    /// never was. Left out is the one pair that nothing on the device can see: both copies of the newest entry.
    /// </summary>
    public void FallBack(int first, int second, int choice)
    {
        if (!Boot())
        {
            return;
        }

        CutPower();
        SimulatedStorage before = Storage.Fork();
        string[] newest = NewestCopies();
        string? one = RollBack(first, choice, []);
        if (one != null && choice % 3 == 0)
        {
            RollBack(second, choice / 3, [one, .. newest.Contains(one) ? newest : []]);
        }

        Storage.PowerOn();
        _owner.IsThere = true;
        byte[]? receipt = (choice / 64 % 4) switch
        {
            0 => null,
            1 => _receipts.FirstOrDefault(),
            2 => _receipts.ElementAtOrDefault(_receipts.Count - 2),
            _ => _receipts.LastOrDefault(),
        };
        Reply reply = Reply.Decode(Unlock(receipt, out Signer signer)!);
        _owner.IsThere = false;
        if (reply.Status == ReplyStatus.Ok && UnlockReply.Decode(new ByteReader(reply.Body)).State == DeviceState.Ready)
        {
            Fallbacks++;
            _signer = signer;
            Keep(reply.Receipt);
            return;
        }

        Storage = before;
        CutPower();
    }

    private string? RollBack(int choice, int depth, string[] spared)
    {
        string[] directories = [.. Storage.DirectoriesWithHistory.Where(directory => !spared.Contains(directory) && Storage.DistinctFallbacks(directory).Count != 0)];
        if (directories.Length == 0)
        {
            return null;
        }

        string chosen = directories[choice % directories.Length];
        IReadOnlyList<int> commits = Storage.DistinctFallbacks(chosen);
        Storage.RollBackDirectory(chosen, commits[depth % commits.Count]);
        return chosen;
    }

    private string[] NewestCopies()
    {
        RecordCodec codec = new(_hmac, s_journalKey.Value, JournalMarker.VolumeIdOf(Storage.Fork())!);
        JournalEntry newest = new[] { "a/h", "b/h" }.Select(path => codec.OpenEntry(Storage.Peek(path)!)!).MaxBy(entry => entry.Sequence)!;
        return [JournalLayout.HeadDirectory(newest.Sequence), JournalLayout.SlotDirectory(newest.Slot)];
    }

    private byte[]? Unlock(byte[]? receipt, out Signer signer)
    {
        signer = NewSigner(Storage, _hmac, _owner);
        try
        {
            signer.Boot();
            byte[] unlock = new Unlock { HostHalf = s_hostHalf, Receipt = receipt }.Encode();
            return signer.Handle(unlock, unlock.Length);
        }
        catch (PowerCutException)
        {
            return null;
        }
    }

    private void Keep(byte[] receipt)
    {
        _receipts.Add(receipt);
        if (_receipts.Count == ReceiptsKept)
        {
            _receipts.RemoveAt(1);
        }
    }

    private byte[]? Once(byte[] request)
    {
        byte[]? reply = null;
        try
        {
            reply = _signer!.Handle(request, request.Length);
        }
        catch (PowerCutException)
        {
        }

        return DieWithoutPower() ? null : reply;
    }

    private bool DieWithoutPower()
    {
        if (Storage.IsPowered)
        {
            return false;
        }

        _signer = null;
        return true;
    }

    private static Signer NewSigner(SimulatedStorage storage, IHmac hmac, IApproval owner, SimulatedClock? clock = null) => new(
        storage, clock ?? new SimulatedClock(isManual: true), new SimulatedEntropy(1), owner, new DarkLight(), hmac, null, s_board);

    private static byte[] Provisioned()
    {
        SimulatedStorage storage = new();
        Signer signer = NewSigner(storage, new FastHmac(), new Backups.AskedOwner { Wanted = string.Empty });
        signer.Boot();
        foreach (byte[] request in FirstRequests(Network.Regtest, s_secret, s_hostHalf))
        {
            Check.That(Reply.Decode(signer.Handle(request, request.Length)).Status == ReplyStatus.Ok, "a blank device takes a secret");
        }

        return storage.TakeImage();
    }

    /// <summary>
    /// What makes a blank device one of these worlds'. They are about other rules, and their contents carry whatever those need, so the owner switches the rules about payments
    /// off, with the button. PayWorld switches them on again.
    /// </summary>
    internal static byte[][] FirstRequests(Network network, byte[] secret, byte[] hostHalf) =>
    [
        new Provision { Kind = SecretKind.Raw, Network = network, Secret = [.. secret], HostHalf = hostHalf }.Encode(),
        new Unlock { HostHalf = hostHalf }.Encode(),
        new SetLimits { Changes = [new LimitChangeFields { Number = PaymentsAreChecked, Value = 0 }] }.Encode(),
    ];
}
