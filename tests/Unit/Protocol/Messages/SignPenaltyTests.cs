using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignPenaltyTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignPenalty message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignPenalty);
        SignPenalty again = SignPenalty.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(message.RevocationSecret, again.RevocationSecret));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignPenaltyReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignPenaltyReply again = SignPenaltyReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignPenalty.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignPenaltyReply.Decode(reader));
    }

    private static SignPenalty NewMessage()
    {
        SignPenalty message = new SignPenalty();
        message.ChannelId = Sample.Bytes(16, 188);
        message.RevocationSecret = Sample.Bytes(32, 189);
        message.Transaction = Sample.Sweep();
        return message;
    }

    private static SignPenaltyReply NewReply()
    {
        SignPenaltyReply reply = new SignPenaltyReply();
        reply.Signature = Sample.Bytes(64, 191);
        return reply;
    }
}
