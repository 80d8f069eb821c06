using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// One boot of the real firmware on simulated hardware, spoken to in messages. Whatever the firmware makes of a power cut, nothing leaves
/// once the power is off: every call ends in <see cref="PowerCutException"/> then.
/// </summary>
public sealed class DeviceRig
{
    private const ulong EntropySeed = 7;

    private static readonly byte[] s_hostHalf = [.. Enumerable.Range(0, 32).Select(i => (byte)(i + 100))];
    private static readonly byte[] s_secret = [.. Enumerable.Range(0, 32).Select(i => (byte)(i + 17))];

    /// <summary>The secret of every device here.</summary>
    public static byte[] Secret => [.. s_secret];

    private readonly Signer _signer;

    /// <summary>Gives power to a device with this volume; it finds out what it is.</summary>
    public DeviceRig(SimulatedStorage storage)
    {
        Storage = storage;
        storage.PowerOn();
        _signer = new Signer(
            storage,
            new SimulatedClock(isManual: true),
            new SimulatedEntropy(EntropySeed),
            new SimulatedButton { Presses = _ => OwnerAgrees },
            new SimulatedLight(),
            new NativeHmac(),
            GeneratorTable.Software(),
            "power loss"u8.ToArray());
        _signer.Boot();
        RequirePower();
    }

    public SimulatedStorage Storage { get; }

    /// <summary>Whether the owner says yes to whatever the device asks.</summary>
    public bool OwnerAgrees { get; init; } = true;

    /// <summary>
    /// A device with a known seed that was never used. The lives of a channel that are cut here are about what is durable, and nobody keeps tables of payments beside them, so the
    /// owner has switched the rules about payments off, with the button; tests of payments switch them on again.
    /// </summary>
    public static SimulatedStorage Provisioned(bool keepsHistory = false)
    {
        DeviceRig rig = new(new SimulatedStorage { KeepsHistory = keepsHistory });
        Require(rig.Provision());
        Require(rig.Unlock(null));
        Require(rig.Ask(new SetLimits { Changes = [new LimitChangeFields { Number = 19, Value = 0 }] }.Encode()));
        return rig.Storage;
    }

    public byte[] Provision() =>
        Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. s_secret], HostHalf = [.. s_hostHalf] }.Encode());

    /// <summary>Opens keys and journal, with the host's last receipt or null. The whole reply.</summary>
    public byte[] Unlock(byte[]? receipt) => Ask(new Unlock { HostHalf = [.. s_hostHalf], Receipt = receipt }.Encode());

    /// <summary>The whole reply to a request: status, body, receipt.</summary>
    public byte[] Ask(byte[] request)
    {
        byte[] reply = _signer.Handle([.. request], request.Length);
        RequirePower();
        return reply;
    }

    /// <summary>The reply, which must be ok.</summary>
    public static Reply Require(byte[] reply)
    {
        Reply decoded = Reply.Decode(reply);
        return decoded.Status == ReplyStatus.Ok
            ? decoded
            : throw new InvalidOperationException($"{decoded.Status} {decoded.Code} {decoded.Tag}: {decoded.Sentence}");
    }

    private void RequirePower()
    {
        if (!Storage.IsPowered)
        {
            throw new PowerCutException();
        }
    }
}
