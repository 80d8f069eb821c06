using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class EcdhTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        Ecdh message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.Ecdh);
        Ecdh again = Ecdh.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Point, again.Point));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        EcdhReply reply = NewReply();
        byte[] bytes = reply.Encode();
        EcdhReply again = EcdhReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Secret, again.Secret));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => Ecdh.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => EcdhReply.Decode(reader));
    }

    private static Ecdh NewMessage()
    {
        Ecdh message = new Ecdh();
        message.Point = Sample.Bytes(33, 49);
        return message;
    }

    private static EcdhReply NewReply()
    {
        EcdhReply reply = new EcdhReply();
        reply.Secret = Sample.Bytes(32, 50);
        return reply;
    }
}
