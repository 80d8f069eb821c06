using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class CheckOutpointTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        CheckOutpoint message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.CheckOutpoint);
        CheckOutpoint again = CheckOutpoint.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(message.Txid, again.Txid));
        Assert.IsTrue(message.Vout == again.Vout);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        CheckOutpointReply reply = NewReply();
        byte[] bytes = reply.Encode();
        CheckOutpointReply again = CheckOutpointReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.IsBuried == again.IsBuried);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => CheckOutpoint.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => CheckOutpointReply.Decode(reader));
    }

    private static CheckOutpoint NewMessage()
    {
        CheckOutpoint message = new CheckOutpoint();
        message.ChannelId = Sample.Bytes(16, 159);
        message.Txid = Sample.Bytes(32, 160);
        message.Vout = 417;
        return message;
    }

    private static CheckOutpointReply NewReply()
    {
        CheckOutpointReply reply = new CheckOutpointReply();
        reply.IsBuried = true;
        return reply;
    }
}
