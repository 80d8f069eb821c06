using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignChannelAnnouncementTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignChannelAnnouncement message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignChannelAnnouncement);
        SignChannelAnnouncement again = SignChannelAnnouncement.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Peer, again.Peer));
        Assert.IsTrue(message.Dbid == again.Dbid);
        Assert.IsTrue(Check.Same(message.Message, again.Message));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignChannelAnnouncementReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignChannelAnnouncementReply again = SignChannelAnnouncementReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.NodeSignature, again.NodeSignature));
        Assert.IsTrue(Check.Same(reply.BitcoinSignature, again.BitcoinSignature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignChannelAnnouncement.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignChannelAnnouncementReply.Decode(reader));
    }

    private static SignChannelAnnouncement NewMessage()
    {
        SignChannelAnnouncement message = new SignChannelAnnouncement();
        message.Peer = Sample.Bytes(33, 72);
        message.Dbid = 0x81828384ce494949;
        message.Message = Sample.Bytes(7, 74);
        return message;
    }

    private static SignChannelAnnouncementReply NewReply()
    {
        SignChannelAnnouncementReply reply = new SignChannelAnnouncementReply();
        reply.NodeSignature = Sample.Bytes(64, 75);
        reply.BitcoinSignature = Sample.Bytes(64, 76);
        return reply;
    }
}
