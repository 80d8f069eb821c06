using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignBolt12Tests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignBolt12 message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignBolt12);
        SignBolt12 again = SignBolt12.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(message.Key == again.Key);
        Assert.IsTrue(Check.Same(message.MessageName, again.MessageName));
        Assert.IsTrue(Check.Same(message.FieldName, again.FieldName));
        Assert.IsTrue(Check.Same(message.Merkle, again.Merkle));
        Assert.IsTrue(Check.Same(message.Info, again.Info));
        Assert.IsTrue(Check.Same(message.Tweak, again.Tweak));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignBolt12Reply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignBolt12Reply again = SignBolt12Reply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignBolt12.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignBolt12Reply.Decode(reader));
    }

    private static SignBolt12 NewMessage()
    {
        SignBolt12 message = new SignBolt12();
        message.Key = Bolt12Key.NodeTweaked;
        message.MessageName = Sample.Bytes(3, 60);
        message.FieldName = Sample.Bytes(4, 61);
        message.Merkle = Sample.Bytes(32, 62);
        message.Info = Sample.Bytes(6, 63);
        message.Tweak = Sample.Bytes(7, 64);
        return message;
    }

    private static SignBolt12Reply NewReply()
    {
        SignBolt12Reply reply = new SignBolt12Reply();
        reply.Signature = Sample.Bytes(64, 65);
        return reply;
    }
}
