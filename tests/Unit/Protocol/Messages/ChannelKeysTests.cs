using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ChannelKeysTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ChannelKeys message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ChannelKeys);
        ChannelKeys again = ChannelKeys.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Peer, again.Peer));
        Assert.IsTrue(message.Dbid == again.Dbid);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ChannelKeysReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ChannelKeysReply again = ChannelKeysReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.FundingPoint, again.FundingPoint));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ChannelKeys.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ChannelKeysReply.Decode(reader));
    }

    private static ChannelKeys NewMessage()
    {
        ChannelKeys message = new ChannelKeys();
        message.Peer = Sample.Bytes(33, 84);
        message.Dbid = 0x81828384da555555;
        return message;
    }

    private static ChannelKeysReply NewReply()
    {
        ChannelKeysReply reply = new ChannelKeysReply();
        reply.Basepoints = Sample.Basepoints(86);
        reply.FundingPoint = Sample.Bytes(33, 87);
        return reply;
    }
}
