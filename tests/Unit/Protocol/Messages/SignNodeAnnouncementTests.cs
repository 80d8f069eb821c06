using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignNodeAnnouncementTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignNodeAnnouncement message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignNodeAnnouncement);
        SignNodeAnnouncement again = SignNodeAnnouncement.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Message, again.Message));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignNodeAnnouncementReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignNodeAnnouncementReply again = SignNodeAnnouncementReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignNodeAnnouncement.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignNodeAnnouncementReply.Decode(reader));
    }

    private static SignNodeAnnouncement NewMessage()
    {
        SignNodeAnnouncement message = new SignNodeAnnouncement();
        message.Message = Sample.Bytes(6, 68);
        return message;
    }

    private static SignNodeAnnouncementReply NewReply()
    {
        SignNodeAnnouncementReply reply = new SignNodeAnnouncementReply();
        reply.Signature = Sample.Bytes(64, 69);
        return reply;
    }
}
