using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class WalkHeadersTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        WalkHeaders message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.WalkHeaders);
        WalkHeaders again = WalkHeaders.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Headers, again.Headers));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        WalkHeadersReply reply = NewReply();
        byte[] bytes = reply.Encode();
        WalkHeadersReply again = WalkHeadersReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.Height == again.Height);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => WalkHeaders.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => WalkHeadersReply.Decode(reader));
    }

    private static WalkHeaders NewMessage()
    {
        WalkHeaders message = new WalkHeaders();
        message.Headers = Sample.Bytes(5, 51);
        return message;
    }

    private static WalkHeadersReply NewReply()
    {
        WalkHeadersReply reply = new WalkHeadersReply();
        reply.Height = 0x8182842e;
        return reply;
    }
}
