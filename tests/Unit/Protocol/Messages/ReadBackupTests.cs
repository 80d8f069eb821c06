using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadBackupTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadBackup message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadBackup);
        ReadBackup again = ReadBackup.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(message.Since == again.Since);
        Assert.IsTrue(message.AttachmentOf == again.AttachmentOf);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadBackupReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadBackupReply again = ReadBackupReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.SlotCount == again.SlotCount);
        Assert.IsTrue(reply.Slot == again.Slot);
        Assert.IsTrue(reply.Sequence == again.Sequence);
        Assert.IsTrue(Check.Same(reply.AttachmentMac, again.AttachmentMac));
        Assert.IsTrue(Check.Same(reply.File, again.File));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadBackup.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadBackupReply.Decode(reader));
    }

    private static ReadBackup NewMessage()
    {
        ReadBackup message = new ReadBackup();
        message.Since = 0x8182838485868788;
        message.AttachmentOf = 17;
        return message;
    }

    private static ReadBackupReply NewReply()
    {
        ReadBackupReply reply = new ReadBackupReply();
        reply.SlotCount = 21;
        reply.Slot = 3;
        reply.Sequence = 0x91929394a1a2a3a4;
        reply.AttachmentMac = Sample.Bytes(16, 51);
        reply.File = Sample.Bytes(40, 52);
        return reply;
    }
}
