using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ForgetChannelTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ForgetChannel message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ForgetChannel);
        ForgetChannel again = ForgetChannel.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ForgetChannelReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ForgetChannelReply again = ForgetChannelReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ForgetChannel.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ForgetChannelReply.Decode(reader));
    }

    private static ForgetChannel NewMessage()
    {
        ForgetChannel message = new ForgetChannel();
        message.ChannelId = Sample.Bytes(16, 158);
        return message;
    }

    private static ForgetChannelReply NewReply()
    {
        return new ForgetChannelReply();
    }
}
