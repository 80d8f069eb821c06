using System.Buffers.Binary;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>The file of a device's backup: its bytes, every place where a crash can leave it, and its bound.</summary>
[TestClass]
public sealed class BackupFileTests
{
    private static readonly byte[] s_volumeId = [.. Enumerable.Range(1, 16).Select(value => (byte)value)];

    /// <summary>The bytes of FORMAT.md, "Backup", put together here.</summary>
    [TestMethod]
    public void TheBytesAreThoseOfTheDocument()
    {
        using TemporaryFolder folder = new();
        SignerBackup backup = new(s_volumeId, 21, new Dictionary<int, BackupSlot> { [0] = new(2, File(348, 5), null), [1] = new(7, File(476, 6), File(364, 9)) }, Receipt(7));
        BackupFile.Write(folder.File("backup"), backup);
        byte[] expected =
        [
            .. "HOLDBACK"u8, 1, .. s_volumeId,
            .. Record(1, 0, 2, File(348, 5)), .. Record(2, 0, 2, []), .. Record(1, 1, 7, File(476, 6)), .. Record(2, 1, 7, File(364, 9)), .. Record(3, 21, 7, Receipt(7)),
        ];
        CollectionAssert.AreEqual(expected, System.IO.File.ReadAllBytes(folder.File("backup")));
        RequireSame(backup, BackupFile.Read(folder.File("backup")));
        Assert.ThrowsExactly<IOException>(() => BackupFile.Write(folder.File("backup"), backup));
    }

    /// <summary>A crash at any byte leaves the state before or the state after, and the next commit is added behind it.</summary>
    [TestMethod]
    public void EveryCutLeavesAWholeState()
    {
        using TemporaryFolder folder = new();
        FakeSigner signer = new();
        string path = folder.File("backup");
        using (BackupFile file = BackupFile.Open(path, s_volumeId))
        {
            signer.Commit(0, withAttachment: false);
            file.CatchUp(signer.Answer);
        }

        long first = new FileInfo(path).Length;
        SignerBackup before = BackupFile.Read(path);
        using (BackupFile file = BackupFile.Open(path, s_volumeId))
        {
            signer.Commit(3, withAttachment: true);
            file.CatchUp(signer.Answer);
        }

        SignerBackup after = BackupFile.Read(path);
        byte[] whole = System.IO.File.ReadAllBytes(path);
        FakeSigner next = signer.Copy();
        for (int length = 0; length <= whole.Length; length += length < first ? 1 : 13)
        {
            System.IO.File.WriteAllBytes(path, whole[..length]);
            if (length >= first)
            {
                RequireSame(length < whole.Length ? before : after, BackupFile.Read(path));
            }
            else
            {
                Assert.ThrowsExactly<InvalidDataException>(() => BackupFile.Read(path));
            }

            using (BackupFile file = BackupFile.Open(path, s_volumeId))
            {
                file.CatchUp(next.Answer);
            }

            RequireSame(after, BackupFile.Read(path));
        }
    }

    [TestMethod]
    public void ABitThatFellOverEndsWhatIsRead()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("backup");
        FakeSigner signer = new();
        using (BackupFile file = BackupFile.Open(path, s_volumeId))
        {
            for (int slot = 0; slot < 6; slot++)
            {
                signer.Commit(slot, withAttachment: slot % 2 == 1);
                file.CatchUp(signer.Answer);
            }
        }

        byte[] whole = System.IO.File.ReadAllBytes(path);
        for (int at = 0; at < whole.Length; at += 17)
        {
            byte[] bad = [.. whole];
            bad[at] ^= 0x20;
            System.IO.File.WriteAllBytes(path, bad);
            try
            {
                // The volume id is not covered: the device compares it. What is read of the rest is an older whole state.
                Assert.IsTrue(at < 25 || BackupFile.Read(path).Sequence < signer.Sequence);
            }
            catch (InvalidDataException)
            {
                // No whole state is left.
            }
        }
    }

    /// <summary>Any number of commits needs a bounded file, and each state in it can be read.</summary>
    [TestMethod]
    public void TheFileIsBounded()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("backup");
        FakeSigner signer = new();
        long longest = 0;
        bool wasRewritten = false;
        using BackupFile file = BackupFile.Open(path, s_volumeId);
        for (int commit = 0; commit < 1500; commit++)
        {
            signer.Commit(commit % 21, withAttachment: commit % 5 == 0);
            file.CatchUp(signer.Answer);
            long length = new FileInfo(path).Length;
            wasRewritten |= length < longest;
            longest = Math.Max(longest, length);
            if (commit % 100 == 99)
            {
                Assert.AreEqual(signer.Sequence, BackupFile.Read(path).Sequence);
            }
        }

        Assert.IsTrue(wasRewritten && longest <= BackupFile.BytesMax, $"{longest} bytes");
        CollectionAssert.AreEqual(new[] { path }, Directory.GetFiles(folder.FullName));
    }

    [TestMethod]
    public void WhatIsNoBackupIsSaid()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("backup");
        System.IO.File.WriteAllText(path, new string('x', 400));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => BackupFile.Read(path)).Message, "is not a backup of a signer");
        Assert.ThrowsExactly<InvalidDataException>(() => BackupFile.Open(path, s_volumeId));
        System.IO.File.WriteAllBytes(path, [.. "HOLDBACK"u8, 2, .. s_volumeId]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => BackupFile.Read(path)).Message, "version 2");
        Assert.ThrowsExactly<FileNotFoundException>(() => BackupFile.Read(folder.File("none")));
    }

    private static byte[] Receipt(ulong sequence)
    {
        byte[] receipt = [.. Enumerable.Repeat((byte)0xee, 24)];
        BinaryPrimitives.WriteUInt64BigEndian(receipt, sequence);
        return receipt;
    }

    private static byte[] File(int length, byte seed) => [2, .. Enumerable.Range(1, length - 1).Select(value => (byte)(value * 31 + seed))];

    private static byte[] Record(byte kind, byte slot, ulong sequence, byte[] bytes)
    {
        byte[] record = new byte[12 + bytes.Length];
        record[0] = kind;
        record[1] = slot;
        BinaryPrimitives.WriteUInt64BigEndian(record.AsSpan(2), sequence);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), (ushort)bytes.Length);
        bytes.CopyTo(record, 12);
        byte[] crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.Of(record, 0, record.Length));
        return [.. record, .. crc];
    }

    private static void RequireSame(SignerBackup expected, SignerBackup read)
    {
        CollectionAssert.AreEqual(expected.VolumeId, read.VolumeId);
        CollectionAssert.AreEqual(expected.Receipt, read.Receipt);
        Assert.AreEqual(expected.SlotCount, read.SlotCount);
        Assert.AreEqual(Text(expected), Text(read));
    }

    private static string Text(SignerBackup backup) => string.Join('\n', backup.Slots.OrderBy(slot => slot.Key).Select(slot =>
        $"{slot.Key} {slot.Value.Sequence} {Convert.ToHexString(slot.Value.Entry)} {Convert.ToHexString(slot.Value.Attachment ?? [])}"));

    /// <summary>Gives entries as the device does.</summary>
    private sealed class FakeSigner
    {
        private readonly SortedDictionary<int, BackupSlot> _slots = [];

        public ulong Sequence { get; private set; } = 1;

        public FakeSigner Copy()
        {
            FakeSigner copy = new() { Sequence = Sequence };
            foreach ((int slot, BackupSlot content) in _slots)
            {
                copy._slots[slot] = content;
            }

            return copy;
        }

        public void Commit(int slot, bool withAttachment)
        {
            Sequence++;
            byte[]? attachment = withAttachment ? File(364, (byte)Sequence) : _slots.GetValueOrDefault(slot)?.Attachment;
            _slots[slot] = new BackupSlot(Sequence, File(348, (byte)(Sequence * 7)), attachment);
        }

        public Reply Answer(byte[] message)
        {
            ReadBackup request = ReadBackup.Decode(new ByteReader(message, 1, message.Length - 1));
            bool isEntry = request.AttachmentOf == ReadBackup.NoSlot;
            (int slot, BackupSlot? content) = isEntry
                ? _slots.Where(one => one.Value.Sequence > request.Since).OrderBy(one => one.Value.Sequence).Select(one => (one.Key, one.Value)).FirstOrDefault()
                : (request.AttachmentOf, _slots[request.AttachmentOf]);
            ReadBackupReply reply = new()
            {
                SlotCount = 21,
                Slot = content == null ? ReadBackup.NoSlot : (byte)slot,
                Sequence = content?.Sequence ?? Sequence,
                AttachmentMac = BackupSlot.MacOf(content?.Attachment),
                File = (isEntry ? content?.Entry : content!.Attachment) ?? [],
            };
            return Reply.Decode(Reply.Ok(reply.Encode(), Receipt(Sequence)));
        }
    }
}
