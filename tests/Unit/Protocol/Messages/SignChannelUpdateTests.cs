using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignChannelUpdateTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignChannelUpdate message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignChannelUpdate);
        SignChannelUpdate again = SignChannelUpdate.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Message, again.Message));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignChannelUpdateReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignChannelUpdateReply again = SignChannelUpdateReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignChannelUpdate.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignChannelUpdateReply.Decode(reader));
    }

    private static SignChannelUpdate NewMessage()
    {
        SignChannelUpdate message = new SignChannelUpdate();
        message.Message = Sample.Bytes(3, 70);
        return message;
    }

    private static SignChannelUpdateReply NewReply()
    {
        SignChannelUpdateReply reply = new SignChannelUpdateReply();
        reply.Signature = Sample.Bytes(64, 71);
        return reply;
    }
}
