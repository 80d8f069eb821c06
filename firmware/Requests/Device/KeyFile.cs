using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The seed at rest. It is sealed under a key that needs two halves: one drawn by the device at provisioning and kept in this file, one that
/// only the host has. A stolen board alone, or a stolen host alone, opens nothing.
/// <code>
/// file   "HOLDFKEY" 8 | version u8=3 | stage u8: 0 being provisioned, 1 provisioned | secret kind u8 | network u8 | volume id 16
///        | device half 32 | pairing key 32 | MAC 16 | sealed secret u8+n | CRC-32 u32 over all before it
/// sealing key = HKDF-SHA256(salt device half, host half, "holdfast seal"), 64 bytes: MAC key ‖ encryption key
/// MAC         = HMAC(MAC key, everything before the MAC ‖ secret), 16 bytes; it is the initial value as well
/// sealed      = secret XOR HMAC(encryption key, MAC ‖ u8 i) for i = 0, 1
/// </code>
/// The pairing key follows from the host's half (<see cref="LinkKeys.PairingKey"/>) and lies here in clear, because a locked device needs it to let its host
/// in; it opens nothing.
/// The file lies twice on the volume, in directories of their own, beside the journal: a format of the flash cannot leave keys without
/// state. The stage says whether the journal was complete when the file was written (<see cref="Provisioning"/>). The volume id ties the file to
/// the journal's marker: a copy that names another volume than the marker does not count.
/// </summary>
public sealed class KeyFile
{
    private const byte Version = 3;
    private const int MacBytes = 16;
    private const int StageAt = 9;
    private const int HeadBytes = 8 + 1 + 1 + 1 + 1 + 16 + 32 + 32;
    private const int SecretBytesMax = 64;
    private const string FirstPath = "k/k";
    private const string SecondPath = "l/k";

    private static readonly byte[] s_magic = Ascii.Bytes("HOLDFKEY");
    private static readonly byte[] s_info = Ascii.Bytes("holdfast seal");

    // Stands for a copy that is there and is no key file, or cannot be read.
    private static readonly KeyFile s_damaged = new KeyFile(false, SecretKind.Raw, Network.None, null, null, null, null, null, null, null);

    public readonly bool IsFinished;
    public readonly SecretKind Kind;
    public readonly Network Network;

    /// <summary>Names the journal that belongs to this seed.</summary>
    public readonly byte[] VolumeId;

    /// <summary>What the host must know before it is told anything (PROTOCOL.md, "Veil").</summary>
    public readonly byte[] PairingKey;

    private readonly byte[] _head;
    private readonly byte[] _deviceHalf;
    private readonly byte[] _mac;
    private readonly byte[] _sealed;
    private readonly byte[] _file;
    private string _otherPath;

    private KeyFile(bool isFinished, SecretKind kind, Network network, byte[] volumeId, byte[] deviceHalf, byte[] pairingKey, byte[] head,
        byte[] mac, byte[] sealedSecret, byte[] file)
    {
        IsFinished = isFinished;
        Kind = kind;
        Network = network;
        VolumeId = volumeId;
        _deviceHalf = deviceHalf;
        PairingKey = pairingKey;
        _head = head;
        _mac = mac;
        _sealed = sealedSecret;
        _file = file;
    }

    /// <summary>Copies that are not what a power cut can leave: to be restored after the owner agreed.</summary>
    public int Repairs { get; private set; }

    /// <summary>The key file of a volume; null when there is none. Copies that leave no choice are a FaultException. Writes nothing.</summary>
    /// <param name="storage">The volume.</param>
    /// <param name="volumeId">What the journal's marker says; null without a marker.</param>
    public static KeyFile Read(IStorage storage, byte[] volumeId)
    {
        KeyFile first = Copy(storage, FirstPath);
        KeyFile second = Copy(storage, SecondPath);
        bool isFirst = BelongsTo(first, volumeId);
        bool isSecond = BelongsTo(second, volumeId);
        if (!isFirst && !isSecond)
        {
            return WithoutJournal(first, second);
        }

        if (isFirst && isSecond && !first.IsSameProvisioning(second))
        {
            throw new FaultException("the two copies of the key file disagree: wipe the device, then restore the seed");
        }

        bool isFirstBetter = isFirst && (!isSecond || first.IsFinished || !second.IsFinished);
        KeyFile file = isFirstBetter ? first : second;
        file.Repairs = isFirst && isSecond ? 0 : 1;
        if (file.Repairs != 0 || first.IsFinished != second.IsFinished)
        {
            file._otherPath = isFirstBetter ? SecondPath : FirstPath;
        }

        return file;
    }

    /// <summary>
    /// Writes the other copy where it differs: at boot when power failed between the two writes, after the owner agreed when it is rotten.
    /// Durable on return.
    /// </summary>
    public void RepairOther(IStorage storage)
    {
        if (_otherPath != null)
        {
            storage.Write(_otherPath, _file);
            _otherPath = null;
        }
    }

    /// <summary>Seals a secret and writes it, both copies. Durable on return.</summary>
    public static void Write(IStorage storage, IHmac hmac, bool isFinished, SecretKind kind, Network network, byte[] volumeId, byte[] deviceHalf,
        byte[] hostHalf, byte[] secret)
    {
        ByteWriter head = new ByteWriter(HeadBytes);
        head.Bytes(s_magic);
        head.U8(Version);
        head.Flag(isFinished);
        head.U8((byte)kind);
        head.U8((byte)network);
        head.Bytes(volumeId);
        head.Bytes(deviceHalf);
        head.Bytes(LinkKeys.PairingKey(hmac, hostHalf));
        byte[] headBytes = head.ToArray();
        byte[] key = Hkdf.Sha256(hmac, deviceHalf, hostHalf, s_info, 64);
        byte[] mac = Mac(hmac, key, headBytes, secret);

        ByteWriter file = new ByteWriter(HeadBytes + MacBytes + 1 + SecretBytesMax + 4);
        file.Bytes(headBytes);
        file.Bytes(mac);
        file.U8((byte)secret.Length);
        file.Bytes(Mask(hmac, key, mac, secret));
        file.U32(Crc32.Of(file.ToArray(), 0, file.Length));
        Array.Clear(key, 0, key.Length);

        byte[] bytes = file.ToArray();
        storage.MakeDirectory("k");
        storage.MakeDirectory("l");
        storage.Write(FirstPath, bytes);
        storage.Write(SecondPath, bytes);
    }

    /// <summary>Writes the finished file in place of this one, whose journal turned out to be complete. Durable on return.</summary>
    public KeyFile Finish(IStorage storage, IHmac hmac, byte[] hostHalf, byte[] secret)
    {
        Write(storage, hmac, true, Kind, Network, VolumeId, _deviceHalf, hostHalf, secret);
        return Read(storage, VolumeId);
    }

    public static void Delete(IStorage storage)
    {
        storage.Delete(FirstPath);
        storage.Delete(SecondPath);
    }

    /// <summary>The secret, which the caller wipes; null when the host's half is not the right one.</summary>
    public byte[] Open(IHmac hmac, byte[] hostHalf)
    {
        byte[] key = Hkdf.Sha256(hmac, _deviceHalf, hostHalf, s_info, 64);
        byte[] secret = Mask(hmac, key, _mac, _sealed);
        bool fits = Check.SameSecret(Mac(hmac, key, _head, secret), _mac);
        Array.Clear(key, 0, key.Length);
        if (fits)
        {
            return secret;
        }

        Array.Clear(secret, 0, secret.Length);
        return null;
    }

    // Null: there is no such file, or it was never written to its end.
    private static KeyFile Copy(IStorage storage, string path)
    {
        bool isThere = false;
        for (int attempt = 0; attempt < JournalLayout.ReadAttempts; attempt++)
        {
            byte[] content = StableRead.Once(storage, path);
            KeyFile file = Parse(content);
            if (file != null)
            {
                return file;
            }

            isThere |= content != null && content.Length != 0;
        }

        return isThere ? s_damaged : null;
    }

    // Without a marker: only unfinished copies and missing ones are an interrupted provisioning, on which nothing was promised.
    private static KeyFile WithoutJournal(KeyFile first, KeyFile second)
    {
        if (first != null && first.IsFinished)
        {
            return first;
        }

        if (second != null && second.IsFinished)
        {
            return second;
        }

        if (first == s_damaged || second == s_damaged)
        {
            throw new FaultException("the key file is damaged: restore the seed from its words on a wiped device");
        }

        return first != null ? first : second;
    }

    private static bool BelongsTo(KeyFile file, byte[] volumeId)
    {
        return volumeId != null && file != null && file != s_damaged && Check.Same(file.VolumeId, volumeId);
    }

    // The same in everything, or in everything but the stage and what is sealed with it.
    private bool IsSameProvisioning(KeyFile other)
    {
        if (IsFinished == other.IsFinished)
        {
            return Check.SameSecret(_file, other._file);
        }

        byte[] head = new ByteReader(other._head).Rest();
        head[StageAt] = _head[StageAt];
        return Check.SameSecret(head, _head);
    }

    private static KeyFile Parse(byte[] file)
    {
        if (file == null || file.Length < HeadBytes + MacBytes + 1 + 4 || file.Length > HeadBytes + MacBytes + 1 + SecretBytesMax + 4)
        {
            return null;
        }

        ByteReader reader = new ByteReader(file);
        byte[] head = reader.Bytes(HeadBytes);
        byte[] mac = reader.Bytes(MacBytes);
        int length = reader.U8();
        if (reader.Remaining != length + 4)
        {
            return null;
        }

        byte[] sealedSecret = reader.Bytes(length);
        if (reader.U32() != Crc32.Of(file, 0, file.Length - 4))
        {
            return null;
        }

        ByteReader fields = new ByteReader(head);
        bool isOurs = Check.Same(fields.Bytes(8), s_magic);
        byte version = fields.U8();
        byte stage = fields.U8();
        byte kind = fields.U8();
        byte network = fields.U8();
        if (!isOurs || version != Version || stage > 1 || kind > (byte)SecretKind.Mnemonic
            || network == (byte)Network.None || network > (byte)Network.Regtest)
        {
            return null;
        }

        return new KeyFile(stage == 1, (SecretKind)kind, (Network)network, fields.Bytes(16), fields.Bytes(32), fields.Bytes(LinkKeys.PairingBytes), head, mac,
            sealedSecret, file);
    }

    private static byte[] Mac(IHmac hmac, byte[] key, byte[] head, byte[] secret)
    {
        byte[] macKey = new byte[32];
        Array.Copy(key, 0, macKey, 0, 32);
        byte[] input = new byte[head.Length + secret.Length];
        Array.Copy(head, 0, input, 0, head.Length);
        Array.Copy(secret, 0, input, head.Length, secret.Length);
        byte[] whole = hmac.Sha256(macKey, input);
        Array.Clear(input, 0, input.Length);
        Array.Clear(macKey, 0, macKey.Length);
        byte[] mac = new byte[MacBytes];
        Array.Copy(whole, 0, mac, 0, MacBytes);
        return mac;
    }

    // XOR with the keystream: sealing and opening are the same.
    private static byte[] Mask(IHmac hmac, byte[] key, byte[] mac, byte[] text)
    {
        byte[] encryptionKey = new byte[32];
        Array.Copy(key, 32, encryptionKey, 0, 32);
        byte[] result = new byte[text.Length];
        byte[] input = new byte[MacBytes + 1];
        Array.Copy(mac, 0, input, 0, MacBytes);
        for (int done = 0; done < text.Length; done += 32)
        {
            input[MacBytes] = (byte)(done / 32);
            byte[] stream = hmac.Sha256(encryptionKey, input);
            for (int i = 0; i < 32 && done + i < text.Length; i++)
            {
                result[done + i] = (byte)(text[done + i] ^ stream[i]);
            }

            Array.Clear(stream, 0, stream.Length);
        }

        Array.Clear(encryptionKey, 0, encryptionKey.Length);
        return result;
    }
}
