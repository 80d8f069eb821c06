using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.ReferenceTower;
using Holdfast.Watchtowers;

namespace Holdfast.HostUnit.Watchtowers;

/// <summary>
/// What the device does for towers, in managed code and without its rules: so that the client's behaviour can be tested at its own speed. It survives the client
/// that uses it, as a device does.
/// </summary>
internal sealed class ManagedTowerSigner : ITowerSigner
{
    private static readonly byte[] s_chain = TowerManners.Regtest;

    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, uint> _reserved = [];
    private readonly Dictionary<uint, OpenSession> _sessions = [];
    private readonly Dictionary<byte, Link> _links = [];
    private readonly List<byte[]> _trusted = [];
    private uint _last;
    private byte _exposure;

    /// <summary>The owner says yes.</summary>
    public bool IsButtonPressed { get; set; } = true;

    /// <summary>Questions that the owner was asked.</summary>
    public int Questions { get; private set; }

    /// <summary>Called before each request with its name; may throw.</summary>
    public Action<string> Asked { get; set; } = _ => { };

    /// <summary>True: this request never comes back.</summary>
    public Func<string, bool> Hangs { get; set; } = _ => false;

    /// <summary>Indexes in the order in which they were first given out.</summary>
    public List<uint> Reserved { get; } = [];

    public IReadOnlyList<OpenSession> Sessions => [.. _sessions.Values];

    /// <summary>Of the numbers of states: no output, so no backup.</summary>
    public HashSet<ulong> NeedsNone { get; } = [];

    /// <summary>Of the numbers of states: the device makes no backup in a session with a higher fee.</summary>
    public Dictionary<ulong, uint> FeeratePerKwMax { get; } = [];

    /// <summary>Of the channels: without anchors.</summary>
    public HashSet<string> LegacyChannels { get; } = [];

    public byte[] SessionKey(uint index) => _curve.PublicKey(Secret(index));

    /// <summary>The device was switched off and on.</summary>
    public void Reboot()
    {
        lock (_gate)
        {
            _links.Clear();
        }
    }

    /// <summary>The secret was restored on a new chip: the book is empty.</summary>
    public void ForgetBook()
    {
        lock (_gate)
        {
            (_last, _) = (0, 0);
            _reserved.Clear();
            _sessions.Clear();
            _links.Clear();
        }
    }

    public Task<ReservedKey> ReserveAsync(byte[] tower, ushort blobType, bool isForced, CancellationToken cancellation) => Do("reserve", () =>
    {
        string name = Convert.ToHexString(tower) + blobType;
        if (isForced || !_reserved.TryGetValue(name, out uint index))
        {
            index = _last += isForced ? 1000u : 1u;
            _reserved[name] = index;
            Reserved.Add(index);
        }

        return new ReservedKey(index, SessionKey(index));
    }, cancellation);

    public Task<byte[]> ConnectAsync(byte link, byte[] tower, uint index, CancellationToken cancellation) => Do("connect", () =>
    {
        if (!_sessions.ContainsKey(index) && !_reserved.ContainsValue(index))
        {
            throw new TowerSignerException(TowerSignerFault.UnknownKey, "no such key");
        }

        NoiseInitiator handshake = new(_curve, tower, Secret(index), RandomNumberGenerator.GetBytes(32));
        _links[link] = new Link { Tower = tower, Index = index, Handshake = handshake };
        return handshake.ActOne();
    }, cancellation);

    public Task<byte[]?> FinishAsync(byte link, byte[] actTwo, CancellationToken cancellation) => Do("finish", () =>
    {
        Link open = Of(link);
        try
        {
            (byte[] actThree, open.Writing, open.Reading) = open.Handshake!.Finish(actTwo);
            ushort type = _reserved.FirstOrDefault(entry => entry.Value == open.Index).Key is { } name ? ushort.Parse(name[66..]) : (ushort)0;
            byte[] features = type == BlobType.Anchors ? [0x05] : [0x01];
            return (byte[]?)[.. actThree, .. open.Writing.Frame([.. Type(600), .. Type((ushort)features.Length), .. features, .. s_chain])];
        }
        catch (CryptographicException)
        {
            _links.Remove(link);
            return null;
        }
    }, cancellation);

    public Task<TowerRecord> ReceiveAsync(byte link, byte[] bytes, CancellationToken cancellation) => Do("receive", () =>
    {
        Link open = Of(link);
        TowerRecord record = Read(open, bytes);
        if (record.Verdict > TowerVerdict.Message)
        {
            _links.Remove(link);
        }
        else if (record is { Type: 603, Code: 0 })
        {
            string name = _reserved.First(entry => entry.Value == open.Index).Key;
            _reserved.Remove(name);
            _sessions[open.Index] = new OpenSession(open.Tower, ushort.Parse(name[66..]), open.Index, open.Terms!);
        }

        return record;
    }, cancellation);

    public Task<byte[]> CreateAsync(byte link, SessionTerms terms, CancellationToken cancellation) => Do("create", () =>
    {
        Link open = Of(link);
        open.Terms = terms;
        ushort type = ushort.Parse(_reserved.First(entry => entry.Value == open.Index).Key[66..]);
        byte[] fields = new byte[20];
        BinaryPrimitives.WriteUInt16BigEndian(fields, type);
        BinaryPrimitives.WriteUInt16BigEndian(fields.AsSpan(2), terms.UpdatesMax);
        BinaryPrimitives.WriteUInt64BigEndian(fields.AsSpan(12), terms.FeeratePerKw);
        return open.Writing!.Frame([.. Type(602), .. fields]);
    }, cancellation);

    public Task<Backup?> MakeBackupAsync(uint index, RevokedState state, CancellationToken cancellation) => Do("backup", () =>
    {
        OpenSession session = _sessions.GetValueOrDefault(index) ?? throw new TowerSignerException(TowerSignerFault.UnknownKey, "no such session");
        ushort type = LegacyChannels.Contains(Convert.ToHexString(state.ChannelId)) ? BlobType.Legacy : BlobType.Anchors;
        if (session.BlobType != type)
        {
            throw new TowerSignerException(TowerSignerFault.OtherChannelType, "the channel is of another kind");
        }

        if (state.Ticket[0] != 0)
        {
            throw new TowerSignerException(TowerSignerFault.Refused, "holdfast-tower-state-signed");
        }

        if (session.Terms.FeeratePerKw > FeeratePerKwMax.GetValueOrDefault(state.Number, uint.MaxValue))
        {
            throw new TowerSignerException(TowerSignerFault.TooExpensive, "the fee would eat it (holdfast-tower-needless)");
        }

        byte[] kit = new byte[274];
        state.Secret.CopyTo(kit, 0);
        byte[] nonce = SHA256.HashData([.. state.Txid, (byte)index])[..24];
        return NeedsNone.Contains(state.Number)
            ? null
            : new Backup(SHA256.HashData(state.Txid)[..16], Aead.XSeal(SHA256.HashData([.. state.Txid, .. state.Txid]), nonce, [], kit), new byte[16]);
    }, cancellation);

    public Task<byte[]> UpdateAsync(byte link, CommittedUpdate update, ushort lastApplied, bool isComplete, CancellationToken cancellation) => Do("update", () =>
    {
        byte[] blob = update.Backup.Blob;
        return Of(link).Writing!.Frame(
        [
            .. Type(604), .. Type(update.Sequence), .. Type(lastApplied), (byte)(isComplete ? 1 : 0), .. update.Backup.Hint,
            0xfd, (byte)blob.Length, (byte)(blob.Length >> 8), .. blob,
        ]);
    }, cancellation);

    public Task<byte[]> DeleteAsync(byte link, CancellationToken cancellation) => Do("delete", () => Of(link).Writing!.Frame(Type(606)), cancellation);

    public Task<DeviceBook> ReadBookAsync(CancellationToken cancellation) =>
        Do("book", () => new DeviceBook(_last, _exposure, [.. _trusted], _reserved.Count, Sessions), cancellation);

    public Task TrustAsync(byte[] tower, bool isTrusted, CancellationToken cancellation) => Do("trust", () =>
    {
        RequireButton(isTrusted);
        _trusted.RemoveAll(known => known.AsSpan().SequenceEqual(tower));
        if (isTrusted)
        {
            _trusted.Add(tower);
        }

        return true;
    }, cancellation);

    public Task SetExposureAsync(byte statesMax, CancellationToken cancellation) => Do("exposure", () =>
    {
        RequireButton(_exposure != 0 && (statesMax == 0 || statesMax > _exposure));
        _exposure = statesMax;
        return true;
    }, cancellation);

    public Task<(uint KeyIndex, bool IsTaproot)> FindSweepKeyAsync(CancellationToken cancellation) => Do("sweep key", () => (1u, false), cancellation);

    public Task ForgetAsync(uint index, CancellationToken cancellation) => Do("forget", () => _sessions.Remove(index), cancellation);

    private void RequireButton(bool isNeeded)
    {
        Questions += isNeeded ? 1 : 0;
        if (isNeeded && !IsButtonPressed)
        {
            throw new TowerSignerException(TowerSignerFault.Refused, "the owner did not press the button");
        }
    }

    private static TowerRecord Read(Link open, byte[] bytes)
    {
        try
        {
            byte[] plain = open.Reading!.Decrypt(bytes);
            if (bytes.Length == NoiseCipher.HeaderBytes && !open.IsInRecord)
            {
                int length = BinaryPrimitives.ReadUInt16BigEndian(plain);
                open.IsInRecord = true;
                return length > 1060 ? new TowerRecord(TowerVerdict.BadRecord, 0, 0, 0, 0, []) : new TowerRecord(TowerVerdict.More, length + NoiseCipher.MacBytes, 0, 0, 0, []);
            }

            open.IsInRecord = false;
            return Message(open, plain);
        }
        catch (CryptographicException)
        {
            return new TowerRecord(TowerVerdict.BadRecord, 0, 0, 0, 0, []);
        }
    }

    private static TowerRecord Message(Link open, byte[] plain)
    {
        ushort type = plain.Length < 2 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(plain);
        bool isFirst = !open.HasInit;
        open.HasInit = true;
        if (isFirst != (type == 600) && type is 600 or 601 or 603 or 605 or 607)
        {
            return new TowerRecord(TowerVerdict.Unexpected, 0, type, 0, 0, []);
        }

        switch (type)
        {
            case 600 when plain.Length > 4 && plain.Length == 36 + BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(2)):
                byte[] features = plain[4..^32];
                TowerVerdict verdict = !plain.AsSpan(plain.Length - 32).SequenceEqual(s_chain) ? TowerVerdict.WrongChain
                    : features.Where((value, i) => (value & (i == features.Length - 1 ? 0x40 : 0x55)) != 0).Any() ? TowerVerdict.UnknownFeature
                    : TowerVerdict.Message;
                return new TowerRecord(verdict, 18, type, 0, 0, features);
            case 601 when plain.Length >= 5:
                return new TowerRecord(TowerVerdict.Message, 18, type, BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(2)), 0, []);
            case 603 when plain.Length >= 7 && plain[6] == plain.Length - 7:
                return new TowerRecord(
                    TowerVerdict.Message, 18, type, BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(2)), BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(4)), plain[7..]);
            case 605 when plain.Length == 6:
                return new TowerRecord(
                    TowerVerdict.Message, 18, type, BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(2)), BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(4)), []);
            case 607 when plain.Length == 4:
                return new TowerRecord(TowerVerdict.Message, 18, type, BinaryPrimitives.ReadUInt16BigEndian(plain.AsSpan(2)), 0, []);
            default:
                return new TowerRecord(TowerVerdict.BadMessage, 0, type, 0, 0, []);
        }
    }

    private async Task<T> Do<T>(string name, Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Asked(name);
        if (Hangs(name))
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        lock (_gate)
        {
            return work();
        }
    }

    private Link Of(byte link) => _links.GetValueOrDefault(link) ?? throw new TowerSignerException(TowerSignerFault.LinkGone, "the device has no such connection");

    private static byte[] Secret(uint index) => SHA256.HashData(BitConverter.GetBytes(index));

    private static byte[] Type(ushort value) => [(byte)(value >> 8), (byte)value];

    private sealed class Link
    {
        public required byte[] Tower { get; init; }

        public required uint Index { get; init; }

        public NoiseInitiator? Handshake { get; init; }

        public NoiseCipher? Writing { get; set; }

        public NoiseCipher? Reading { get; set; }

        public SessionTerms? Terms { get; set; }

        public bool IsInRecord { get; set; }

        public bool HasInit { get; set; }
    }
}
