using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignMessageTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignMessage message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignMessage);
        SignMessage again = SignMessage.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Message, again.Message));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignMessageReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignMessageReply again = SignMessageReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignMessage.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignMessageReply.Decode(reader));
    }

    private static SignMessage NewMessage()
    {
        SignMessage message = new SignMessage();
        message.Message = Sample.Bytes(7, 54);
        return message;
    }

    private static SignMessageReply NewReply()
    {
        SignMessageReply reply = new SignMessageReply();
        reply.Signature = Sample.Bytes(65, 55);
        return reply;
    }
}
