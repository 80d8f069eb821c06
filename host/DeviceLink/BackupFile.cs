using System.Buffers.Binary;
using Holdfast.Bytes;

namespace Holdfast.DeviceLink;

/// <summary>
/// A device's backup in a file, durable after each commit: records are added at the end, and the file is written anew when it is long (firmware/Journal/FORMAT.md, "Backup", has
/// the bytes). A copy that was made at any moment is a backup: what was being added then is left out.
/// </summary>
public sealed class BackupFile : IDisposable
{
    /// <summary>About six hundred commits; the newest records of all slots take a tenth of it.</summary>
    public const int BytesMax = 256 * 1024;

    private const string NameStart = "holdfast-backup-";
    private const byte Version = 1;
    private const byte EntryKind = 1;
    private const byte AttachmentKind = 2;
    private const byte ReceiptKind = 3;
    private const int VolumeIdBytes = 16;
    private const int HeadBytes = 8 + 1 + VolumeIdBytes;
    private const int RecordHeadBytes = 1 + 1 + 8 + 2;
    private const int CrcBytes = 4;
    private const int SlotCountMost = 200;

    private static readonly byte[] s_magic = "HOLDBACK"u8.ToArray();

    private readonly string _path;
    private readonly byte[] _volumeId;
    private readonly Dictionary<int, BackupSlot> _slots;
    private FileStream _file;

    private BackupFile(string path, byte[] volumeId, FileStream file, SignerBackup? known)
    {
        _path = path;
        _volumeId = volumeId;
        _file = file;
        _slots = known == null ? [] : new Dictionary<int, BackupSlot>(known.Slots);
        Sequence = known?.Sequence ?? 0;
    }

    /// <summary>The newest commit that is durable here.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>A file of the same folder that some device wrote after this one; null when there is none.</summary>
    public static string? LaterThan(string path) => Directory.GetFiles(Path.GetDirectoryName(path)!, NameStart + "*")
        .Where(other => other != path && File.GetLastWriteTimeUtc(other) > File.GetLastWriteTimeUtc(path)).MaxBy(File.GetLastWriteTimeUtc);

    /// <summary>Where the backup of a device lies: each has its own file, so that a new device does not touch the backup of the lost one.</summary>
    public static string PathOf(string folder, byte[] volumeId) => Path.Combine(folder, NameStart + Convert.ToHexStringLower(volumeId.AsSpan(0, 4)));

    /// <summary>Opens the file of a device to add to it, or creates it. What a crash has left behind the last whole state is cut off.</summary>
    /// <exception cref="IOException">It cannot be written. The holder of the intent log is the only one who adds to it.</exception>
    /// <exception cref="InvalidDataException">It is something else than a backup of this device.</exception>
    public static BackupFile Open(string path, byte[] volumeId)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        FileStream file = new(path, options);
        try
        {
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            if (content.Length < HeadBytes)
            {
                // Created, and not a record was added: a crash at that moment leaves this.
                file.SetLength(0);
                file.Write(Head(volumeId));
                file.Flush(flushToDisk: true);
                return new BackupFile(path, volumeId, file, null);
            }

            if (!content.AsSpan(0, HeadBytes).SequenceEqual(Head(volumeId)))
            {
                throw new InvalidDataException($"{path} is not the backup of this device");
            }

            SignerBackup? known = Parse(content, out int lengthBytes);
            file.SetLength(lengthBytes);
            file.Position = lengthBytes;
            return new BackupFile(path, volumeId, file, known);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The newest whole state in a file.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static SignerBackup Read(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return (content.Length < HeadBytes || !content.AsSpan(0, 8).SequenceEqual(s_magic) ? throw new InvalidDataException($"{path} is not a backup of a signer")
            : content[8] != Version ? throw new InvalidDataException($"{path} is a backup of version {content[8]}, and this program reads version {Version}")
            : Parse(content, out _)) ?? throw new InvalidDataException($"{path} has no whole state of a signer");
    }

    /// <summary>Writes a state into a new file.</summary>
    /// <exception cref="IOException">There is a file already.</exception>
    public static void Write(string path, SignerBackup backup)
    {
        if (File.Exists(path))
        {
            throw new IOException($"{path} exists already; a backup may be the only copy of something, so nothing is written over it");
        }

        WriteWhole(path, backup.VolumeId, backup.Slots, backup.SlotCount, backup.Receipt);
    }

    /// <summary>Asks the device for what is newer and makes it durable.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void CatchUp(Func<byte[], Protocol.Reply> ask)
    {
        Dictionary<int, BackupSlot> newer = new(_slots);
        (int slotCount, byte[] receipt) = SignerBackup.CatchUp(newer, ask);
        MemoryStream records = new();
        foreach ((int slot, BackupSlot content) in newer.Where(slot => !ReferenceEquals(_slots.GetValueOrDefault(slot.Key), slot.Value)))
        {
            Add(records, slot, content, withAttachment: !ReferenceEquals(_slots.GetValueOrDefault(slot)?.Attachment, content.Attachment));
        }

        AddReceipt(records, slotCount, receipt);
        if (_file.Length + records.Length > BytesMax)
        {
            Rewrite(newer, slotCount, receipt);
        }
        else
        {
            Append(records.ToArray());
        }

        foreach ((int slot, BackupSlot content) in newer)
        {
            _slots[slot] = content;
        }

        Sequence = SignerBackup.SequenceOf(receipt);
    }

    public void Dispose() => _file.Dispose();

    // What was half added is cut off again: the next state is added behind a whole one.
    private void Append(byte[] records)
    {
        long end = _file.Length;
        try
        {
            _file.Position = end;
            _file.Write(records);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            _file.SetLength(end);
            throw;
        }
    }

    // The new file is whole before it gets the name, and is flushed once more under it: the change of the name is then on the disk like what is in the file.
    private void Rewrite(Dictionary<int, BackupSlot> slots, int slotCount, byte[] receipt)
    {
        string next = _path + ".new";
        File.Delete(next);
        WriteWhole(next, _volumeId, slots, slotCount, receipt);
        File.Move(next, _path, overwrite: true);
        FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.Flush(flushToDisk: true);
        file.Position = file.Length;
        _file.Dispose();
        _file = file;
    }

    private static void WriteWhole(string path, byte[] volumeId, IReadOnlyDictionary<int, BackupSlot> slots, int slotCount, byte[] receipt)
    {
        MemoryStream content = new();
        content.Write(Head(volumeId));
        foreach ((int slot, BackupSlot one) in slots.OrderBy(slot => slot.Key))
        {
            Add(content, slot, one, withAttachment: true);
        }

        AddReceipt(content, slotCount, receipt);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(path, options);
        file.Write(content.ToArray());
        file.Flush(flushToDisk: true);
    }

    private static byte[] Head(byte[] volumeId) => [.. s_magic, Version, .. volumeId];

    private static void Add(Stream to, int slot, BackupSlot content, bool withAttachment)
    {
        AddRecord(to, EntryKind, slot, content.Sequence, content.Entry);
        if (withAttachment)
        {
            AddRecord(to, AttachmentKind, slot, content.Sequence, content.Attachment ?? []);
        }
    }

    // In the place of the slot: how many there are.
    private static void AddReceipt(Stream to, int slotCount, byte[] receipt) => AddRecord(to, ReceiptKind, slotCount, SignerBackup.SequenceOf(receipt), receipt);

    private static void AddRecord(Stream to, byte kind, int slot, ulong sequence, byte[] bytes)
    {
        byte[] record = new byte[RecordHeadBytes + bytes.Length + CrcBytes];
        record[0] = kind;
        record[1] = (byte)slot;
        BinaryPrimitives.WriteUInt64BigEndian(record.AsSpan(2), sequence);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), (ushort)bytes.Length);
        bytes.CopyTo(record, RecordHeadBytes);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(record.Length - CrcBytes), Crc32.Of(record, 0, record.Length - CrcBytes));
        to.Write(record);
    }

    /// <returns>Null when there is no whole state.</returns>
    private static SignerBackup? Parse(byte[] content, out int lengthBytes)
    {
        Dictionary<int, (ulong Sequence, byte[] Entry)> entries = [];
        Dictionary<int, byte[]> attachments = [];
        SignerBackup? whole = null;
        lengthBytes = HeadBytes;
        for (int at = HeadBytes; NextEnd(content, at) is int end; at = end)
        {
            int slot = content[at + 1];
            ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(content.AsSpan(at + 2));
            byte[] bytes = content[(at + RecordHeadBytes)..(end - CrcBytes)];
            switch (content[at])
            {
                case EntryKind when slot < SlotCountMost && bytes.Length > SignerBackup.MacBytes:
                    entries[slot] = (sequence, bytes);
                    break;
                case AttachmentKind:
                    attachments[slot] = bytes;
                    break;
                case ReceiptKind when bytes.Length == Protocol.ProtocolLimits.ReceiptBytes && entries.Keys.All(known => known < slot):
                    Dictionary<int, BackupSlot> slots = entries.ToDictionary(one => one.Key, one => NewSlot(one.Value, attachments.GetValueOrDefault(one.Key)));
                    whole = new SignerBackup(content[9..HeadBytes], slot, slots, bytes);
                    lengthBytes = end;
                    break;
                default:
                    return whole;
            }
        }

        return whole;
    }

    private static BackupSlot NewSlot((ulong Sequence, byte[] Entry) entry, byte[]? attachment) =>
        new(entry.Sequence, entry.Entry, attachment is { Length: > 0 } ? attachment : null);

    // Null at the end, and where a record is torn or changed.
    private static int? NextEnd(byte[] content, int at)
    {
        if (content.Length - at < RecordHeadBytes + CrcBytes)
        {
            return null;
        }

        int end = at + RecordHeadBytes + BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(at + 10)) + CrcBytes;
        return end <= content.Length && BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(end - CrcBytes)) == Crc32.Of(content, at, end - CrcBytes - at) ? end : null;
    }
}
