using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignBip137MessageTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignBip137Message message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignBip137Message);
        SignBip137Message again = SignBip137Message.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(message.KeyIndex == again.KeyIndex);
        Assert.IsTrue(Check.Same(message.Message, again.Message));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignBip137MessageReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignBip137MessageReply again = SignBip137MessageReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignBip137Message.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignBip137MessageReply.Decode(reader));
    }

    private static SignBip137Message NewMessage()
    {
        SignBip137Message message = new SignBip137Message();
        message.KeyIndex = 0x89383838;
        message.Message = Sample.Bytes(5, 57);
        return message;
    }

    private static SignBip137MessageReply NewReply()
    {
        SignBip137MessageReply reply = new SignBip137MessageReply();
        reply.Signature = Sample.Bytes(65, 58);
        return reply;
    }
}
