using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class FeedHeadersTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        FeedHeaders message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.FeedHeaders);
        FeedHeaders again = FeedHeaders.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Headers, again.Headers));
        Assert.IsTrue(message.IsTip == again.IsTip);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        FeedHeadersReply reply = NewReply();
        byte[] bytes = reply.Encode();
        FeedHeadersReply again = FeedHeadersReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.Taken == again.Taken);
        Assert.IsTrue(reply.Fault == again.Fault);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => FeedHeaders.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => FeedHeadersReply.Decode(reader));
    }

    private static FeedHeaders NewMessage()
    {
        FeedHeaders message = new FeedHeaders();
        message.Headers = Sample.Bytes(5, 51);
        message.IsTip = true;
        return message;
    }

    private static FeedHeadersReply NewReply()
    {
        FeedHeadersReply reply = new FeedHeadersReply();
        reply.Taken = 303;
        reply.Fault = HeaderFault.LessWork;
        return reply;
    }
}
