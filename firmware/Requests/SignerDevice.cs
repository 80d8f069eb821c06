using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// What the device is right now: its parts, its state, and, once unlocked, the context that handlers work with. Nothing here is set from outside: a state
/// changes by one of the methods below, which check where they come from. States go one way:
/// <code>
/// Blank --Provision--> Locked --Unlock--> Ready          Stopped: from any state, until the next boot
///                        ^--RestoreSlot 0---+
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
    public readonly Owner Owner;

    /// <summary>What Hello tells of the link.</summary>
    public readonly LinkGreeting Greeting = new LinkGreeting();

    /// <summary>ASCII name of the board.</summary>
    public readonly byte[] Board;

    private readonly IStatusLight _light;
    private readonly IConstantTable _table;
    private ulong _fence;
    private int _messageBytesMax = ProtocolLimits.MessageBytesMin;

    public SignerDevice(IStorage storage, IClock clock, IEntropy entropy, IApproval approval, IStatusLight light, IHmac hmac, IConstantTable table,
        byte[] board)
    {
        Storage = storage;
        Clock = clock;
        Entropy = entropy;
        Hmac = hmac;
        _table = table;
        Owner = new Owner(approval, light, clock);
        Board = board;
        RuntimeVersion = new byte[0];
        Sentence = "";
        _light = light;
    }

    public DeviceState State { get; private set; }

    /// <summary>Null before <see cref="ChooseCurve"/>, and for ever where that failed.</summary>
    public Secp256k1 Curve { get; private set; }

    /// <summary>Native code of the image; null where there is none.</summary>
    public INativeCurve Native { get; set; }

    public StopReason StopReason { get; private set; }

    /// <summary>Why the device stopped, for people; empty when it did not.</summary>
    public string Sentence { get; private set; }

    /// <summary>What became of damage that was found on the flash since boot.</summary>
    public RecoveryState Recovery { get; private set; }

    /// <summary>Files that have to be, or were, restored from another copy since boot.</summary>
    public int Repairs { get; private set; }

    /// <summary>Null while blank.</summary>
    public KeyFile KeyFile { get; private set; }

    /// <summary>Null until unlocked; without its secrets once the device stopped.</summary>
    public SignerContext Context { get; private set; }

    public uint Requests { get; private set; }

    public uint Refusals { get; private set; }

    public uint Sessions { get; private set; }

    /// <summary>The bridge that has the device since boot, as it named itself; null when there was none.</summary>
    public byte[] Holder { get; private set; }

    /// <summary>Null when nothing was refused since boot.</summary>
    public Refusal LastRefusal { get; private set; }

    /// <summary>ASCII name and version of the runtime, at most 64 bytes.</summary>
    public byte[] RuntimeVersion { get; set; }

    /// <summary>Null where nobody knows.</summary>
    public IMemory Memory { get; set; }

    /// <summary>
    /// The longest message that the board has memory for; to be set before the keys are found. The limit of HTLCs follows from it, so it is lowered only
    /// on a device whose channels have fewer in flight.
    /// </summary>
    public int MessageBytesMax
    {
        get
        {
            return _messageBytesMax;
        }

        set
        {
            Check.That(value >= ProtocolLimits.MessageBytesMin && value <= ProtocolLimits.MessageBytesMax, "a device reads what the protocol allows");
            Check.That(KeyFile == null, "what a device reads is known before its keys are");
            _messageBytesMax = value;
        }
    }

    /// <summary>The chain that the keys are for; None while blank.</summary>
    public Network Network
    {
        get { return KeyFile == null ? Network.None : KeyFile.Network; }
    }

    /// <summary>The limits in force; until the journal is open those of the network, where only a key file can name a test network.</summary>
    public Limits Limits
    {
        get { return Context != null ? Context.Limits : new Limits(Network == Network.None || Network == Network.Bitcoin, ProtocolLimits.HtlcsIn(MessageBytesMax)); }
    }

    /// <summary>Names the journal on the volume; zeros while blank.</summary>
    public byte[] VolumeId
    {
        get { return KeyFile == null ? new byte[16] : KeyFile.VolumeId; }
    }

    /// <summary>The native curve if it is there and right, else the managed one; natives that are there and wrong are a fault.</summary>
    public void ChooseCurve()
    {
        Curve = NativeSecp256k1.Choose(Hmac, _table, Native);
    }

    /// <summary>Blank to locked: there are keys.</summary>
    public void Lock(KeyFile keys)
    {
        Check.That(State == DeviceState.Blank && KeyFile == null && keys != null, "only a blank device gets keys");
        KeyFile = keys;
        State = DeviceState.Locked;
    }

    /// <summary>The same keys in a file that says more of them, on a locked device.</summary>
    public void ReplaceKeys(KeyFile keys)
    {
        Check.That(State == DeviceState.Locked && keys != null && Check.Same(keys.VolumeId, KeyFile.VolumeId), "a key file is replaced by its own");
        KeyFile = keys;
    }

    /// <summary>What recovery found on the flash of a locked device, and what becomes of it: no more without the owner, or what the owner agreed to.</summary>
    public void Recover(RecoveryState recovery, int repairs)
    {
        Check.That(State == DeviceState.Locked && (recovery == RecoveryState.None) == (repairs == 0), "damage is counted before the device is open");
        Recovery = recovery;
        Repairs = repairs;
    }

    /// <summary>Locked to ready.</summary>
    public void Open(SignerContext context)
    {
        Check.That(State == DeviceState.Locked && Context == null && Recovery != RecoveryState.WaitsForOwner, "only a locked device is opened, once");
        Context = context;
        State = DeviceState.Ready;
    }

    /// <summary>Ready to locked: what is on flash is read anew at the next Unlock.</summary>
    public void LockAgain()
    {
        Check.That(State == DeviceState.Ready, "only an open device is locked");
        Context.Wipe();
        Context = null;
        State = DeviceState.Locked;
    }

    /// <summary>Overwrites and drops every secret in memory, whatever the state; the files are still there.</summary>
    public void DropSecrets()
    {
        if (Context != null)
        {
            Context.Wipe();
        }

        Context = null;
        KeyFile = null;
    }

    /// <summary>From any state to blank, once the files are gone.</summary>
    public void Forget()
    {
        Check.That(Context == null && KeyFile == null, "secrets go before the state");
        Holder = null;
        Recovery = RecoveryState.None;
        Repairs = 0;
        StopReason = StopReason.None;
        Sentence = "";
        State = DeviceState.Blank;
    }

    public void CountRequest()
    {
        Requests++;
    }

    public void CountRefusal(Refusal refusal)
    {
        Refusals++;
        LastRefusal = refusal;
    }

    /// <summary>A bridge wants the device: whoever has none before it, or is the same one, or comes later in the log that they share.</summary>
    /// <returns>False: another one has it.</returns>
    public bool Hold(byte[] holder, ulong fence)
    {
        if (Holder != null && fence <= _fence && (fence != _fence || !Check.Same(holder, Holder)))
        {
            return false;
        }

        Holder = holder;
        _fence = fence;
        return true;
    }

    public uint CountSession()
    {
        Sessions++;
        return Sessions;
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
    public byte[] Receipt()
    {
        return Context == null || Context.Journal.IsStopped ? new byte[FlashJournal.ReceiptBytes] : Context.Journal.Receipt();
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

    /// <summary>An ephemeral key for a handshake, with bytes of the host's mixed in; null on a device that has stopped.</summary>
    public LinkOffer Offer(byte[] fromHost)
    {
        if (State == DeviceState.Stopped)
        {
            return null;
        }

        // The pairing key is no secret from one who reads the flash, but a guess at the chip's generator alone is not enough.
        byte[] outside = Hmac.Sha256(KeyFile == null ? fromHost : KeyFile.PairingKey, fromHost);
        byte[] secret = Random(outside);
        byte[] nonce = new byte[LinkOffer.NonceBytes];
        Array.Copy(Random(outside), 0, nonce, 0, nonce.Length);
        return Curve.IsSecret(secret) ? new LinkOffer(nonce, secret, Curve.PublicKey(secret)) : null;
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
