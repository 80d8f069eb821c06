using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadJournalTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadJournal message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadJournal);
        ReadJournal again = ReadJournal.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(message.Slot == again.Slot);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadJournalReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadJournalReply again = ReadJournalReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.SlotCountMax == again.SlotCountMax);
        Assert.IsTrue(reply.IsUsed == again.IsUsed);
        Assert.IsTrue(reply.Sequence == again.Sequence);
        Assert.IsTrue(Check.Same(reply.Record, again.Record));
        Assert.IsTrue(Check.Same(reply.Attachment, again.Attachment));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadJournal.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadJournalReply.Decode(reader));
    }

    private static ReadJournal NewMessage()
    {
        ReadJournal message = new ReadJournal();
        message.Slot = 293;
        return message;
    }

    private static ReadJournalReply NewReply()
    {
        ReadJournalReply reply = new ReadJournalReply();
        reply.SlotCountMax = 294;
        reply.IsUsed = true;
        reply.Sequence = 0x81828384ad282828;
        reply.Record = Sample.Bytes(4, 41);
        reply.Attachment = Sample.Bytes(5, 42);
        return reply;
    }
}
