using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class DrawEntropyTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        DrawEntropy message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.DrawEntropy);
        DrawEntropy again = DrawEntropy.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.HostEntropy, again.HostEntropy));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        DrawEntropyReply reply = NewReply();
        byte[] bytes = reply.Encode();
        DrawEntropyReply again = DrawEntropyReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Entropy, again.Entropy));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => DrawEntropy.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => DrawEntropyReply.Decode(reader));
    }

    private static DrawEntropy NewMessage()
    {
        DrawEntropy message = new DrawEntropy();
        message.HostEntropy = Sample.Bytes(32, 43);
        return message;
    }

    private static DrawEntropyReply NewReply()
    {
        DrawEntropyReply reply = new DrawEntropyReply();
        reply.Entropy = Sample.Bytes(32, 44);
        return reply;
    }
}
