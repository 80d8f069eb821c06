using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.SimulatedSigner;

namespace Holdfast.HistoryWorld.Backups;

/// <summary>The device of a world about backups: no cable, and power that may go in any operation of its flash.</summary>
internal sealed class BackupDevice
{
    private static readonly byte[] s_hostHalf = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] s_secret = [.. Enumerable.Repeat((byte)9, 32)];
    private static readonly Lazy<byte[]> s_provisioned = new(Provisioned);

    private readonly SimulatedStorage _storage = new();
    private SimulatedClock _clock = new(isManual: true);
    private readonly IApproval _owner;
    private Signer _signer;
    private ulong _boots;

    public BackupDevice(IApproval owner)
    {
        _owner = owner;
        _storage.RestoreImage(s_provisioned.Value);
        _signer = Booted();
    }

    /// <summary>Times that power went.</summary>
    public int Cuts { get; private set; }

    /// <summary>The reply; null when power went before it came out. The device is on again afterwards.</summary>
    public Reply? Ask(byte[] request)
    {
        byte[]? reply = null;
        try
        {
            reply = _signer.Handle([.. request], request.Length);
        }
        catch (PowerCutException)
        {
        }

        if (_storage.IsPowered)
        {
            return Reply.Decode(reply!);
        }

        Cuts++;
        _storage.PowerOn();
        _signer = Booted();
        return null;
    }

    /// <summary>The operations of the flash are added to a list; null ends it.</summary>
    public void Watch(IList<StorageOperation>? operations) => _storage.Trace = operations;

    /// <summary>Power goes in one of the next operations of the flash.</summary>
    public void CutSoon(int operations, int outcome) =>
        _storage.CutPowerAt(_storage.OperationCount + operations, step => step.Outcomes[outcome % step.Outcomes.Count]);

    /// <summary>Power off and on; what only the memory knew is gone.</summary>
    public void Reboot()
    {
        _storage.CutPower();
        _storage.PowerOn();
        _signer = Booted();
    }

    /// <summary>Time passes for the device.</summary>
    public void Wait(long milliseconds) => _clock.Advance(milliseconds);

    private Signer Booted()
    {
        // A start begins the device's time anew.
        _clock = new SimulatedClock(isManual: true);
        Signer signer = NewSigner(_storage, _clock, _owner, ++_boots);
        signer.Boot();
        byte[] unlock = new Unlock { HostHalf = s_hostHalf }.Encode();
        Check.That(Reply.Decode(signer.Handle(unlock, unlock.Length)).Status == ReplyStatus.Ok, "the device unlocks");
        return signer;
    }

    private static Signer NewSigner(SimulatedStorage storage, SimulatedClock clock, IApproval owner, ulong entropy) =>
        new(storage, clock, new SimulatedEntropy(entropy), owner, new DarkLight(), new FastHmac(), null, Ascii.Bytes("backups"));

    private static byte[] Provisioned()
    {
        SimulatedStorage storage = new();
        Signer signer = NewSigner(storage, new SimulatedClock(isManual: true), new AskedOwner { Wanted = string.Empty }, 1);
        signer.Boot();
        foreach (byte[] request in DeviceBench.FirstRequests(Network.Regtest, s_secret, s_hostHalf))
        {
            Check.That(Reply.Decode(signer.Handle(request, request.Length)).Status == ReplyStatus.Ok, "a blank device takes a secret");
        }

        return storage.TakeImage();
    }
}

/// <summary>An owner who agrees to what she wants herself and to nothing else.</summary>
internal sealed class AskedOwner : IApproval
{
    /// <summary>A part of the question that she agrees to; null: to none.</summary>
    public string? Wanted { get; set; }

    public bool Ask(string question, Gesture gesture, int timeoutMs) => Wanted != null && question.Contains(Wanted, StringComparison.Ordinal);
}
