using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// What the device is right now: its parts, its state, and, once unlocked, the context that handlers work with. States go one way:
/// <code>
/// Blank --Provision--> Locked --Unlock--> Ready          Stopped: from any state, until the next boot
///   ^                                       |
///   +------------- Wipe (button) -----------+            (and from Stopped)
/// </code>
/// </summary>
public sealed class SignerDevice
{
    public static readonly byte[] FirmwareVersion = Ascii.Bytes("0.1.0");

    public readonly IStorage Storage;
    public readonly IClock Clock;
    public readonly IEntropy Entropy;
    public readonly IHmac Hmac;
    public readonly Secp256k1 Curve;
    public readonly Owner Owner;

    /// <summary>The longest message that this board reads; the number of HTLCs follows from it.</summary>
    public int MessageBytesMax = ProtocolLimits.MessageBytesMin;

    /// <summary>ASCII name of the board.</summary>
    public readonly byte[] Board;

    /// <summary>ASCII name and version of the runtime.</summary>
    public byte[] RuntimeVersion = new byte[0];

    /// <summary>Null where nobody knows.</summary>
    public IMemory Memory;

    public DeviceState State = DeviceState.Blank;
    public StopReason StopReason = StopReason.None;

    /// <summary>Why the device stopped, for people; empty when it did not.</summary>
    public string Sentence = "";

    /// <summary>What a FaultException means at the moment: while the journal is being opened it is the journal's.</summary>
    public StopReason FaultReason = StopReason.Invariant;

    /// <summary>What became of damage that was found on the flash since boot.</summary>
    public RecoveryState Recovery = RecoveryState.None;

    /// <summary>Files that have to be, or were, restored from another copy since boot.</summary>
    public int Repairs;

    /// <summary>Null while blank.</summary>
    public KeyFile KeyFile;

    /// <summary>Null until unlocked.</summary>
    public SignerContext Context;

    public uint Requests;
    public uint Refusals;
    public uint Sessions;
    public string LastRefusalTag = "";
    public string LastRefusalSentence = "";

    private readonly IStatusLight _light;

    public SignerDevice(IStorage storage, IClock clock, IEntropy entropy, IApproval approval, IStatusLight light, IHmac hmac, IConstantTable table,
        byte[] board)
    {
        Storage = storage;
        Clock = clock;
        Entropy = entropy;
        Hmac = hmac;
        Curve = new Secp256k1(hmac, table);
        Owner = new Owner(approval, light, clock);
        Board = board;
        _light = light;
    }

    /// <summary>The chain that the keys are for; None while blank.</summary>
    public Network Network
    {
        get { return KeyFile == null ? Network.None : KeyFile.Network; }
    }

    /// <summary>The limits in force: those of a test network only where the key file names one.</summary>
    public Limits Limits
    {
        get { return new Limits(Network == Network.None || Network == Network.Bitcoin, ProtocolLimits.HtlcsIn(MessageBytesMax)); }
    }

    /// <summary>Names the journal on the volume; zeros while blank.</summary>
    public byte[] VolumeId
    {
        get { return KeyFile == null ? new byte[16] : KeyFile.VolumeId; }
    }

    /// <summary>Stops signing until the next boot. The first reason stays: what follows from it is noise.</summary>
    public void Stop(StopReason reason, string sentence)
    {
        if (State != DeviceState.Stopped)
        {
            State = DeviceState.Stopped;
            StopReason = reason;
            Sentence = sentence;
        }

        // A stopped device signs nothing more, so it needs no keys; the journal stays for its owner to read.
        if (Context != null)
        {
            Context.Wipe();
        }
    }

    /// <summary>The receipt that goes with every ok reply; zeros while there is no journal to speak for.</summary>
    public byte[] Anchor()
    {
        return Context == null || Context.Journal.IsStopped ? new byte[FlashJournal.AnchorBytes] : Context.Journal.Anchor();
    }

    /// <summary>Shows the state to a person; busy while a request is being answered.</summary>
    public void ShowState(bool isBusy)
    {
        SignerLight light = SignerLight.Stopped;
        switch (State)
        {
            case DeviceState.Blank:
                light = SignerLight.Blank;
                break;
            case DeviceState.Locked:
                light = SignerLight.Locked;
                break;
            case DeviceState.Ready:
                light = isBusy ? SignerLight.Busy : SignerLight.Ready;
                break;
        }

        _light.Show(light);
    }

    /// <summary>
    /// Random bytes: the chip's generator, the time, and something from outside, hashed together, so that none of them has to be trusted alone.
    /// </summary>
    public byte[] Random(byte[] fromOutside)
    {
        byte[] own = new byte[32];
        Entropy.Fill(own);
        ByteWriter mixed = new ByteWriter(8 + fromOutside.Length);
        mixed.U64((ulong)Clock.UptimeMs);
        mixed.Bytes(fromOutside);
        byte[] input = mixed.ToArray();
        byte[] random = Hmac.Sha256(own, input);
        mixed.Wipe();
        Array.Clear(input, 0, input.Length);
        Array.Clear(own, 0, own.Length);
        return random;
    }
}
