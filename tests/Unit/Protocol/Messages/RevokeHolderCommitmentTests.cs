using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class RevokeHolderCommitmentTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        RevokeHolderCommitment message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.RevokeHolderCommitment);
        RevokeHolderCommitment again = RevokeHolderCommitment.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        RevokeHolderCommitmentReply reply = NewReply();
        byte[] bytes = reply.Encode();
        RevokeHolderCommitmentReply again = RevokeHolderCommitmentReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Secret, again.Secret));
        Assert.IsTrue(Check.Same(reply.NextPoint, again.NextPoint));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => RevokeHolderCommitment.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => RevokeHolderCommitmentReply.Decode(reader));
    }

    private static RevokeHolderCommitment NewMessage()
    {
        RevokeHolderCommitment message = new RevokeHolderCommitment();
        message.ChannelId = Sample.Bytes(16, 128);
        message.Number = 0x8182838506818181;
        return message;
    }

    private static RevokeHolderCommitmentReply NewReply()
    {
        RevokeHolderCommitmentReply reply = new RevokeHolderCommitmentReply();
        reply.Secret = Sample.Bytes(32, 130);
        reply.NextPoint = Sample.Bytes(33, 131);
        return reply;
    }
}
