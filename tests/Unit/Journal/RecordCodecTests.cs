using System;
using Holdfast.Bytes;
using Holdfast.Journal;

namespace Holdfast.Unit.Journal;

/// <summary>A sealed file opens as what it was, under its own key and volume, in its own place, or not at all.</summary>
[TestClass]
public class RecordCodecTests
{
    [TestMethod]
    public void AnEntryComesBackAsItWas()
    {
        RecordCodec codec = new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(1));
        JournalEntry entry = Entry(9, 3, FlashJournal.RecordBytesMax);
        byte[] file = codec.SealEntry(entry);
        JournalEntry opened = codec.OpenEntry(file);

        Assert.AreEqual(476, file.Length);
        Assert.AreEqual(9, (int)opened.Sequence);
        Assert.AreEqual(3, opened.Slot);
        Assert.IsTrue(opened.IsUsed);
        Assert.IsTrue(opened.HasAttachment);
        Assert.IsTrue(Check.Same(entry.Record, opened.Record));
        Assert.IsTrue(Check.Same(entry.AttachmentMac, opened.AttachmentMac));
        Assert.IsTrue(Check.Same(entry.PreviousLink, opened.PreviousLink));
        Assert.IsTrue(Check.Same(entry.OthersDigest, opened.OthersDigest));
        Assert.IsTrue(Check.Same(entry.Mac, opened.Mac));
    }

    [TestMethod]
    public void EqualEntriesGiveEqualBytesAndDifferentOnesShareNothing()
    {
        RecordCodec codec = new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(1));
        byte[] first = codec.SealEntry(Entry(9, 3, 100));
        Assert.IsTrue(Check.Same(first, codec.SealEntry(Entry(9, 3, 100))));

        byte[] next = codec.SealEntry(Entry(10, 3, 100));
        int same = 0;
        for (int i = 1; i < first.Length; i++)
        {
            same += first[i] == next[i] ? 1 : 0;
        }

        Assert.IsTrue(same < 20, "two files of 347 random bytes agree in about two");
    }

    /// <summary>Recovery keeps entries without the bytes of their files, and writes those that need it again.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(100)]
    [DataRow(FlashJournal.RecordBytesMax)]
    public void AnEntryThatLostItsBytesGivesThemAgain(int recordBytes)
    {
        RecordCodec codec = new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(1));
        byte[] file = codec.SealEntry(recordBytes == 0 ? JournalFormat.Free(3, 9) : Entry(9, 3, recordBytes));
        JournalEntry opened = codec.OpenEntry(file);
        opened.Sealed = null;
        Assert.IsTrue(Check.Same(file, codec.FileOf(opened)));
    }

    [TestMethod]
    public void EveryFlippedBitIsNoticed()
    {
        RecordCodec codec = new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(1));
        byte[] file = codec.SealEntry(Entry(9, 3, 20));
        for (int i = 0; i < file.Length; i++)
        {
            file[i] ^= (byte)(1 << (i % 8));
            Assert.IsNull(codec.OpenEntry(file), "byte " + i.ToString());
            file[i] ^= (byte)(1 << (i % 8));
        }

        Assert.IsNotNull(codec.OpenEntry(file));
    }

    [TestMethod]
    public void OtherLengthsAreNoEntries()
    {
        RecordCodec codec = new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(1));
        byte[] file = codec.SealEntry(Entry(9, 3, 20));
        Assert.IsNull(codec.OpenEntry(null!));
        Assert.IsNull(codec.OpenEntry(new byte[0]));
        Assert.AreEqual(348, file.Length);
        Assert.IsNull(codec.OpenEntry(new ByteReader(file, 0, 347).Rest()));
        byte[] longer = new byte[349];
        Array.Copy(file, 0, longer, 0, 348);
        Assert.IsNull(codec.OpenEntry(longer));
        byte[] padded = new byte[476];
        Array.Copy(file, 0, padded, 0, 348);
        Assert.IsNull(codec.OpenEntry(padded));
        Assert.IsNull(codec.OpenEntry(new byte[476]));
        Assert.IsNull(codec.OpenEntry(new byte[348]));
    }

    [TestMethod]
    public void KeyVolumeAndVersionAreBound()
    {
        RecordCodec codec = new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(1));
        byte[] file = codec.SealEntry(Entry(9, 3, 20));
        Assert.IsNull(new RecordCodec(Sample.Hmac(), Sample.Key(2), Sample.VolumeId(1)).OpenEntry(file));
        Assert.IsNull(new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(2)).OpenEntry(file));
        file[0] = 1;
        Assert.IsNull(codec.OpenEntry(file));
    }

    [TestMethod]
    public void AnAttachmentOpensOnlyForTheEntryThatNamesIt()
    {
        RecordCodec codec = new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(1));
        byte[] file = codec.SealAttachment(3, 9, Sample.Record(4, 480));
        byte[] earlier = codec.SealAttachment(3, 7, Sample.Record(4, 480));
        byte[] mac = RecordCodec.MacOf(file);

        Assert.IsTrue(Check.Same(Sample.Record(4, 480), codec.OpenAttachment(3, mac, file)));
        Assert.IsNull(codec.OpenAttachment(2, mac, file));
        Assert.IsNull(codec.OpenAttachment(3, mac, earlier));
        Assert.IsNull(codec.OpenAttachment(3, mac, codec.SealAttachment(2, 9, Sample.Record(4, 480))));
        Assert.IsNull(codec.OpenAttachment(3, mac, codec.SealEntry(Entry(9, 3, 20))));
        Assert.IsNull(codec.OpenEntry(file));
        Assert.IsTrue(codec.IsAttachmentOf(3, 9, file));
        Assert.IsFalse(codec.IsAttachmentOf(3, 8, file));
        Assert.IsFalse(codec.IsAttachmentOf(2, 9, file));
        for (int i = 0; i < file.Length; i++)
        {
            file[i] ^= 0x10;
            Assert.IsNull(codec.OpenAttachment(3, mac, file));
            file[i] ^= 0x10;
        }
    }

    [TestMethod]
    public void AReceiptProvesItsVolume()
    {
        RecordCodec codec = new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(1));
        byte[] receipt = codec.Receipt(77, Sample.Record(1, 8));
        Assert.AreEqual(FlashJournal.ReceiptBytes, receipt.Length);
        Assert.IsTrue(codec.IsOwnReceipt(receipt));
        Assert.IsFalse(new RecordCodec(Sample.Hmac(), Sample.Key(1), Sample.VolumeId(2)).IsOwnReceipt(receipt));
        Assert.IsFalse(Check.Same(receipt, codec.Receipt(77, Sample.Record(2, 8))));
        receipt[7]++;
        Assert.IsFalse(codec.IsOwnReceipt(receipt), "the sequence is part of the proof");
    }

    private static JournalEntry Entry(ulong sequence, int slot, int recordBytes)
    {
        JournalEntry entry = new JournalEntry();
        entry.Sequence = sequence;
        entry.Slot = slot;
        entry.IsUsed = true;
        entry.HasAttachment = true;
        entry.AttachmentMac = Sample.Record(11, 16);
        entry.PreviousLink = Sample.Record(12, 8);
        entry.OthersDigest = Sample.Record(13, 8);
        entry.Record = Sample.Record(14, recordBytes);
        return entry;
    }
}
