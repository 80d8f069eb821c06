using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;

namespace Holdfast.Unit.Channels;

/// <summary>What stands on flash comes back as it was, fits its slot, and nothing else is taken for it.</summary>
[TestClass]
public class ChannelCodecTests
{
    [TestMethod]
    public void EveryStateComesBack()
    {
        Channel channel = Sample.NewChannel();
        Survives(channel);
        channel.AbandonedPrefixes = new uint[] { 1, 0xfedcba98 };
        Survives(channel);
        Assert.AreEqual(2, ChannelCodec.Decode(ChannelCodec.EncodeTerms(channel), ChannelCodec.EncodeRecord(channel)).AbandonedPrefixes.Length);
        new CounterpartyCommitmentSigned(0, 0, Sample.Point(1), Sample.Signed(1), 0, false).ApplyTo(channel);
        Survives(channel);
        new HolderCommitmentValidated(0, 0, Sample.Held(2), 0).ApplyTo(channel);
        Survives(channel);
        for (ulong number = 0; number < 20; number++)
        {
            new CounterpartyCommitmentSigned(0, number + 1, Sample.Point(2), Sample.Signed((byte)number), 0, false).ApplyTo(channel);
            Survives(channel);
            new CounterpartyCommitmentRevoked(number, Shachain.CommitmentSecret(new byte[32], number)).ApplyTo(channel);
            Survives(channel);
            new HolderCommitmentValidated(0, number + 1, Sample.Held((byte)number), 0).ApplyTo(channel);
            Survives(channel);
            new HolderCommitmentRevoked(number).ApplyTo(channel);
            Survives(channel);
        }

        channel.Incoming = new IncomingBook(1, IncomingBook.End - 1, 3);
        Survives(channel);
        Channel read = ChannelCodec.Decode(ChannelCodec.EncodeTerms(channel), ChannelCodec.EncodeRecord(channel));
        channel.CountsBackups = true;
        channel.Unacknowledged = 2;
        channel.Fundings[0].CountsBackups = true;
        Survives(channel);
        Channel counted = ChannelCodec.Decode(ChannelCodec.EncodeTerms(channel), ChannelCodec.EncodeRecord(channel));
        Assert.IsTrue(counted.CountsBackups && counted.Unacknowledged == 2 && counted.FirstUnacknowledged + 2 == counted.SignedCount);
        Assert.IsTrue(counted.Fundings[0].CountsBackups);
        Assert.IsTrue(read.Incoming.Signed == 1 && read.Incoming.Added == IncomingBook.End - 1 && read.Incoming.Announced == 3 && read.Incoming.Next == 0);

        new FundingAdded(Sample.NewFunding(2)).ApplyTo(channel);
        new FundingAdded(new Funding(Sample.Fill(32, 3), 3, 99, Sample.Fill(33, 9))).ApplyTo(channel);
        new FundingBound(1, null).ApplyTo(channel);
        Survives(channel);
        new FundingBound(1, Sample.Fill(Funding.AccountBytes, 8)).ApplyTo(channel);
        Survives(channel);
        new HolderCommitmentValidated(1, 20, Sample.Held(4), 0).ApplyTo(channel);
        Channel locked = channel.Copy();
        new OutpointLocked(1).ApplyTo(locked);
        Assert.IsTrue(locked.Fundings.Length == 2 && locked.Fundings[0].IsRetired);
        Survives(locked);
        new HolderCommitmentSigned(20).ApplyTo(channel);
        new HolderCommitmentSigned(21).ApplyTo(channel);
        new MutualCloseSigned().ApplyTo(channel);
        Survives(channel);
        channel.IsFundingLocked = true;
        Survives(channel);
        new ChannelForgotten().ApplyTo(channel);
        Survives(channel);
    }

    [TestMethod]
    public void TheLongestRecordFitsAndIsForetold()
    {
        Channel channel = Fullest(1, (1UL << 48) - 2);
        Assert.AreEqual(ChannelCodec.RecordBytesMost(1, 1, (1UL << 48) - 2), ChannelCodec.EncodeRecord(channel).Length);
        Assert.IsTrue(ChannelCodec.RecordBytesMost(1, 1, (1UL << 40) - 1) <= ChannelCodec.RecordBytesMax);
        Assert.IsTrue(ChannelCodec.RecordBytesMost(2, 1, (1UL << 28) - 1) <= ChannelCodec.RecordBytesMax);
        Assert.IsTrue(ChannelCodec.RecordBytesMost(3, 2, 4095) <= ChannelCodec.RecordBytesMax);
        Assert.IsTrue(ChannelCodec.RecordBytesMost(3, 3, 2047) <= ChannelCodec.RecordBytesMax);
        Assert.AreEqual(ChannelCodec.RecordBytesMost(3, 3, 2047), ChannelCodec.EncodeRecord(Fullest(3, 2047)).Length);
        Survives(Fullest(3, 2047));
    }

    [TestMethod]
    public void TheLongestTermsFit()
    {
        ChannelTerms terms = new ChannelTerms(Sample.Fill(33, 2), ulong.MaxValue, true, ChannelType.AnchorsZeroFeeHtlc, 65535, 65535, ulong.MaxValue,
            Sample.Fill(ChannelCodec.ScriptBytesMax, 1),
            new Basepoints(Sample.Fill(33, 3), Sample.Fill(33, 4), Sample.Fill(33, 5), Sample.Fill(33, 6)));
        Channel channel = new Channel(terms, Sample.NewFunding(1));
        new FundingAdded(new Funding(Sample.Fill(32, 2), 65535, ulong.MaxValue, Sample.Fill(33, 8))).ApplyTo(channel);
        new FundingAdded(new Funding(Sample.Fill(32, 3), 65535, ulong.MaxValue, Sample.Fill(33, 9))).ApplyTo(channel);
        channel.AbandonedPrefixes = new uint[Channel.AbandonedMax];
        Assert.IsTrue(ChannelCodec.EncodeTerms(channel).Length <= ChannelCodec.TermsBytesMax);
        Survives(channel);
    }

    [TestMethod]
    public void EveryPrefixAndTailOfBothPartsIsMalformed()
    {
        Channel channel = Sample.NewChannel();
        new CounterpartyCommitmentSigned(0, 0, Sample.Point(1), Sample.Signed(1), 0, false).ApplyTo(channel);
        new HolderCommitmentValidated(0, 0, Sample.Held(2), 0).ApplyTo(channel);
        byte[] terms = ChannelCodec.EncodeTerms(channel);
        byte[] record = ChannelCodec.EncodeRecord(channel);
        for (int length = 0; length < terms.Length; length++)
        {
            Malformed(new ByteReader(terms).Bytes(length), record);
        }

        for (int length = 0; length < record.Length; length++)
        {
            Malformed(terms, new ByteReader(record).Bytes(length));
        }

        Malformed(Longer(terms), record);
        Malformed(terms, Longer(record));
    }

    [TestMethod]
    public void UnknownVersionsFlagsAndTypesAreMalformed()
    {
        Channel channel = Sample.NewChannel();
        byte[] terms = ChannelCodec.EncodeTerms(channel);
        byte[] record = ChannelCodec.EncodeRecord(channel);
        Malformed(Changed(terms, 0, 1), record);
        Malformed(terms, Changed(record, 0, 6));
        Malformed(terms, Changed(record, 0, 8));
        Malformed(terms, Changed(record, 1, 16));
        Malformed(terms, Changed(record, 1, 32));
        Malformed(Changed(terms, 43, 3), record);
        Malformed(Changed(terms, 43, 1), record);

        // Numbers that cannot stand beside each other: none signed, one of them unrevoked; one signed, none unrevoked; and three at once.
        Assert.AreEqual(4, (int)record[2]);
        Malformed(terms, Changed(record, 2, 5));
        Malformed(terms, Changed(record, 8, 1));
        Malformed(terms, Changed(record, 2, 7));

        // A funding flag without the one that it qualifies, and one that nobody knows.
        Malformed(terms, Changed(record, record.Length - 1, 4));
        Malformed(terms, Changed(record, record.Length - 1, 128));
        Malformed(terms, Changed(record, record.Length - 1, 129));

        // No funding, and one more than the terms have.
        Malformed(terms, Changed(record, 2, 0));
        Malformed(terms, Changed(record, 2, 8));

        // A book and backups that do not follow, and bits of the shape that nobody knows.
        Malformed(terms, Changed(record, 2, 20));
        Malformed(terms, Changed(record, 2, 36));
        Malformed(terms, Changed(record, 2, 68));
        Malformed(terms, Changed(record, 2, 132));

        // More states without a backup than there are states, and a second funding that counts where there is one.
        channel.CountsBackups = true;
        record = ChannelCodec.EncodeRecord(channel);
        Assert.AreEqual(36, (int)record[2]);
        Malformed(terms, Changed(record, 15, 1));
        Malformed(terms, Changed(record, 15, 64));
        ChannelCodec.Decode(terms, Changed(record, 15, 32));
        channel.CountsBackups = false;

        // A sum that no HTLCs have.
        channel.Incoming = new IncomingBook(IncomingBook.End - 1, 0, 0);
        record = ChannelCodec.EncodeRecord(channel);
        Assert.AreEqual(0xa8, (int)record[19]);
        Malformed(terms, Changed(record, 19, 0xa9));
    }

    [TestMethod]
    public void TheMemoryOfForgottenChannelsComesBack()
    {
        ForgottenChannels forgotten = new ForgottenChannels();
        for (int i = 0; i < ForgottenChannels.NumbersMax; i++)
        {
            Assert.IsFalse(forgotten.IsFull);
            forgotten = forgotten.With(ulong.MaxValue - 2 * (ulong)i).With(ulong.MaxValue - 2 * (ulong)i);
        }

        Assert.IsTrue(forgotten.IsFull && forgotten.Encode().Length <= ChannelCodec.RecordBytesMax);
        forgotten = ForgottenChannels.Decode(forgotten.Encode());
        Assert.IsTrue(forgotten.IsFull && forgotten.Contains(ulong.MaxValue) && !forgotten.Contains(ulong.MaxValue - 1) && !forgotten.Contains(1));
        Expect.Throws(typeof(FaultException), () => forgotten.With(1));

        // The bound rises to the largest number below, and what lies above stays exact.
        Assert.IsTrue(forgotten.WithFloorBelow(1).IsFull);
        ForgottenChannels bounded = ForgottenChannels.Decode(forgotten.WithFloorBelow(ulong.MaxValue - 1).Encode());
        Assert.IsTrue(!bounded.IsFull && bounded.Contains(1) && bounded.Contains(ulong.MaxValue - 2) && bounded.Contains(ulong.MaxValue));
        Assert.IsFalse(bounded.Contains(ulong.MaxValue - 1));
        Expect.Throws(typeof(MalformedException), () => ForgottenChannels.Decode(Longer(forgotten.Encode())));
        Expect.Throws(typeof(MalformedException), () => ForgottenChannels.Decode(new byte[9]));
    }

    [TestMethod]
    public void TheBookFindsByNameAndFillsFromTheFirstSlot()
    {
        ChannelBook book = new ChannelBook(3);
        Channel channel = Sample.NewChannel();
        Assert.AreEqual(1, book.FreeSlot());
        Sample.Put(book, 1, channel);
        Assert.AreEqual(2, book.FreeSlot());
        Assert.AreEqual(1, book.SlotOf(channel.Id));
        Assert.AreEqual(-1, book.SlotOf(new byte[16]));
        Sample.Put(book, 2, channel);
        Assert.AreEqual(-1, book.FreeSlot());
        Assert.AreEqual(2, book.Count);
        book.Clear(1);
        Assert.AreEqual(1, book.FreeSlot());
        Assert.IsTrue(book.At(1) == null);
        Expect.Throws(typeof(FaultException), () => Sample.Put(book, 0, channel));
    }

    [TestMethod]
    public void TheBookGivesWhatWasPutIn()
    {
        ChannelBook book = new ChannelBook(3);
        for (int slot = 1; slot < 3; slot++)
        {
            Channel channel = Sample.NewChannel();
            channel.HolderRevokedCount = (ulong)slot;
            Sample.Put(book, slot, channel);
        }

        for (int slot = 1; slot < 3; slot++)
        {
            Assert.IsTrue(book.At(slot).HolderRevokedCount == (ulong)slot);
            Assert.IsTrue(book.At(slot) == book.At(slot));
        }
    }

    private static Channel Fullest(int fundings, ulong revoked)
    {
        Channel channel = Sample.NewChannel();
        for (int i = 1; i < fundings; i++)
        {
            new FundingAdded(Sample.NewFunding((byte)(i + 1))).ApplyTo(channel);
        }

        for (int i = 0; i < fundings; i++)
        {
            channel.Fundings[i].IsBound = true;
            channel.Fundings[i].Account = Sample.Fill(Funding.AccountBytes, 6);
            channel.Fundings[i].Counterparty = Sample.Signed(2);
            channel.Fundings[i].HolderCurrent = Sample.Held(3);
            channel.Fundings[i].HolderPending = Sample.Held(4);
        }

        channel.Incoming = new IncomingBook(IncomingBook.End - 1, 2, IncomingBook.End - 3);
        channel.CountsBackups = true;
        channel.PaymentsDigest = Sample.Fill(Channel.PaymentsDigestBytes, 7);
        channel.CounterpartyRevokedCount = revoked - 1;
        channel.SignedCount = revoked + 1;
        channel.PointDigest = Sample.Point(1);
        channel.PreviousPointDigest = Sample.Point(2);
        channel.Revocations = new RevocationChain(Sample.Fill(RevocationChain.PrefixBytes * RevocationChain.BucketsAfter(revoked - 1), 5));
        return channel;
    }

    private static void Survives(Channel channel)
    {
        byte[] terms = ChannelCodec.EncodeTerms(channel);
        byte[] record = ChannelCodec.EncodeRecord(channel);
        Channel again = ChannelCodec.Decode(terms, record);
        Assert.IsTrue(Check.Same(terms, ChannelCodec.EncodeTerms(again)));
        Assert.IsTrue(Check.Same(record, ChannelCodec.EncodeRecord(again)));
        Assert.IsTrue(Check.Same(channel.Id, again.Id));
        Assert.IsTrue(channel.SignedCount == again.SignedCount && channel.HolderRevokedCount == again.HolderRevokedCount);
        Assert.IsTrue(channel.IsForgotten == again.IsForgotten && channel.AbandonedPrefixes.Length == again.AbandonedPrefixes.Length);
        Assert.IsTrue(channel.IsFundingLocked == again.IsFundingLocked && channel.IsClosing == again.IsClosing);
        Assert.IsTrue(channel.Terms.HasSameCounterpartyKeys(again.Terms) && channel.Terms.PushMsat == again.Terms.PushMsat);
    }

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        byte[] changed = new ByteReader(bytes).Rest();
        changed[at] = value;
        return changed;
    }

    private static byte[] Longer(byte[] bytes)
    {
        ByteWriter writer = new ByteWriter(bytes.Length + 1);
        writer.Bytes(bytes);
        writer.U8(0);
        return writer.ToArray();
    }

    private static void Malformed(byte[] terms, byte[] record)
    {
        Expect.Throws(typeof(MalformedException), () => ChannelCodec.Decode(terms, record));
    }
}
