using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignPreparedCommitmentTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignPreparedCommitment message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignPreparedCommitment);
        SignPreparedCommitment again = SignPreparedCommitment.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.FundingPrefix == again.FundingPrefix);
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignPreparedCommitmentReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignPreparedCommitmentReply again = SignPreparedCommitmentReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignPreparedCommitment.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignPreparedCommitmentReply.Decode(reader));
    }

    private static SignPreparedCommitment NewMessage()
    {
        SignPreparedCommitment message = new SignPreparedCommitment();
        message.ChannelId = Sample.Bytes(16, 235);
        message.FundingPrefix = 0x89898888;
        message.Number = 0x818283850e8a8989;
        return message;
    }

    private static SignPreparedCommitmentReply NewReply()
    {
        SignPreparedCommitmentReply reply = new SignPreparedCommitmentReply();
        reply.Signature = Sample.Bytes(64, 242);
        return reply;
    }
}
