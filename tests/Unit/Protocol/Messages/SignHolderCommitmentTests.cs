using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignHolderCommitmentTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignHolderCommitment message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignHolderCommitment);
        SignHolderCommitment again = SignHolderCommitment.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.FundingPrefix == again.FundingPrefix);
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignHolderCommitmentReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignHolderCommitmentReply again = SignHolderCommitmentReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignHolderCommitment.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignHolderCommitmentReply.Decode(reader));
    }

    private static SignHolderCommitment NewMessage()
    {
        SignHolderCommitment message = new SignHolderCommitment();
        message.ChannelId = Sample.Bytes(16, 135);
        message.FundingPrefix = 0x89888888;
        message.Number = 0x818283850e898989;
        return message;
    }

    private static SignHolderCommitmentReply NewReply()
    {
        SignHolderCommitmentReply reply = new SignHolderCommitmentReply();
        reply.Signature = Sample.Bytes(64, 142);
        return reply;
    }
}
