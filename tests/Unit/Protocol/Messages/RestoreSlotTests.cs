using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class RestoreSlotTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        RestoreSlot message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.RestoreSlot);
        RestoreSlot again = RestoreSlot.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(message.Slot == again.Slot);
        Assert.IsTrue(Check.Same(message.Entry, again.Entry));
        Assert.IsTrue(Check.Same(message.Attachment, again.Attachment));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        RestoreSlotReply reply = NewReply();
        byte[] bytes = reply.Encode();
        RestoreSlotReply again = RestoreSlotReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => RestoreSlot.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => RestoreSlotReply.Decode(reader));
    }

    private static RestoreSlot NewMessage()
    {
        RestoreSlot message = new RestoreSlot();
        message.Slot = 9;
        message.Entry = Sample.Bytes(42, 58);
        message.Attachment = Sample.Bytes(43, 59);
        return message;
    }

    private static RestoreSlotReply NewReply()
    {
        RestoreSlotReply reply = new RestoreSlotReply();
        return reply;
    }
}
