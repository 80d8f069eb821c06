using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class BeginRestoreTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        BeginRestore message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.BeginRestore);
        BeginRestore again = BeginRestore.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.VolumeId, again.VolumeId));
        Assert.IsTrue(Check.Same(message.Receipt, again.Receipt));
        Assert.IsTrue(Check.Same(message.Newest, again.Newest));
        Assert.IsTrue(Check.Same(message.Macs, again.Macs));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        BeginRestoreReply reply = NewReply();
        byte[] bytes = reply.Encode();
        BeginRestoreReply again = BeginRestoreReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.IsMove == again.IsMove);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => BeginRestore.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => BeginRestoreReply.Decode(reader));
    }

    private static BeginRestore NewMessage()
    {
        BeginRestore message = new BeginRestore();
        message.VolumeId = Sample.Bytes(16, 54);
        message.Receipt = Sample.Bytes(24, 55);
        message.Newest = Sample.Bytes(41, 56);
        message.Macs = Sample.Bytes(48, 57);
        return message;
    }

    private static BeginRestoreReply NewReply()
    {
        BeginRestoreReply reply = new BeginRestoreReply();
        reply.IsMove = true;
        return reply;
    }
}
