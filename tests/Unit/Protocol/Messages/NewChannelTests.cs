using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class NewChannelTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        NewChannel message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.NewChannel);
        NewChannel again = NewChannel.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Peer, again.Peer));
        Assert.IsTrue(message.Dbid == again.Dbid);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        NewChannelReply reply = NewReply();
        byte[] bytes = reply.Encode();
        NewChannelReply again = NewChannelReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => NewChannel.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => NewChannelReply.Decode(reader));
    }

    private static NewChannel NewMessage()
    {
        NewChannel message = new NewChannel();
        message.Peer = Sample.Bytes(33, 82);
        message.Dbid = 0x81828384d8535353;
        return message;
    }

    private static NewChannelReply NewReply()
    {
        return new NewChannelReply();
    }
}
