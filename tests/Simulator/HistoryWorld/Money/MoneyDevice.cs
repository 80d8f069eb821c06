using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;
using Holdfast.SimulatedSigner;

namespace Holdfast.HistoryWorld.Money;

/// <summary>The device of a world about money: no cable, no bad luck, an owner at its button, and a witness of every signature.</summary>
internal sealed class MoneyDevice
{
    private static readonly byte[] s_hostHalf = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[] s_secret = [.. Enumerable.Repeat((byte)9, 32)];
    private static readonly Lazy<byte[]> s_provisioned = new(Provisioned);

    private readonly SimulatedStorage _storage = new();
    private readonly SimulatedClock _clock = new(isManual: true);
    private readonly MoneyOwner _owner;
    private readonly WitnessHmac _hmac = new();
    private Signer _signer;

    public MoneyDevice(MoneyOwner owner)
    {
        _owner = owner;
        _storage.RestoreImage(s_provisioned.Value);
        _signer = Booted();
    }

    /// <summary>The device's keys: what an honest wallet knows of them, and what signatures are recognised by.</summary>
    public static KeyTree Keys(Secp256k1 curve) => new(curve, new FastHmac(), s_secret, isMnemonic: false);

    /// <summary>Keys and hashes of the signatures that the last request made.</summary>
    public IReadOnlyList<(byte[] Key, byte[] Hash)> Signed => _hmac.Seen;

    public Reply Ask(byte[] request)
    {
        _hmac.Seen.Clear();
        return Reply.Decode(_signer.Handle(request, request.Length));
    }

    /// <summary>Power off and on; what only the memory knew is gone.</summary>
    public void Reboot() => _signer = Booted();

    /// <summary>Time passes for the device.</summary>
    public void Wait(long milliseconds) => _clock.Advance(milliseconds);

    private Signer Booted()
    {
        Signer signer = NewSigner(_storage, _clock, _owner, _hmac);
        signer.Boot();
        byte[] unlock = new Unlock { HostHalf = s_hostHalf }.Encode();
        Check.That(Reply.Decode(signer.Handle(unlock, unlock.Length)).Status == ReplyStatus.Ok, "the device unlocks");
        return signer;
    }

    private static Signer NewSigner(SimulatedStorage storage, SimulatedClock clock, IApproval owner, IHmac hmac) =>
        new(storage, clock, new SimulatedEntropy(1), owner, new DarkLight(), hmac, null, Ascii.Bytes("money"));

    private static byte[] Provisioned()
    {
        SimulatedStorage storage = new();
        Signer signer = NewSigner(storage, new SimulatedClock(isManual: true), new Backups.AskedOwner { Wanted = string.Empty }, new FastHmac());
        signer.Boot();
        foreach (byte[] request in DeviceBench.FirstRequests(Network.Bitcoin, s_secret, s_hostHalf))
        {
            Check.That(Reply.Decode(signer.Handle(request, request.Length)).Status == ReplyStatus.Ok, "a blank device takes a secret");
        }

        return storage.TakeImage();
    }
}
