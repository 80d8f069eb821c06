using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignCounterpartyCommitmentTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignCounterpartyCommitment message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignCounterpartyCommitment);
        SignCounterpartyCommitment again = SignCounterpartyCommitment.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.FundingPrefix == again.FundingPrefix);
        Assert.IsTrue(message.Commitment.Number == again.Commitment.Number);
        Assert.IsTrue(Check.Same(message.Commitment.Point, again.Commitment.Point));
        Assert.IsTrue(message.Commitment.FeeratePerKw == again.Commitment.FeeratePerKw);
        Assert.IsTrue(message.Commitment.ToHolderSat == again.Commitment.ToHolderSat);
        Assert.IsTrue(message.Commitment.ToCounterpartySat == again.Commitment.ToCounterpartySat);
        Assert.IsTrue(message.IsAhead == again.IsAhead && message.Gone.Length == again.Gone.Length);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignCounterpartyCommitmentReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignCounterpartyCommitmentReply again = SignCounterpartyCommitmentReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignCounterpartyCommitment.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignCounterpartyCommitmentReply.Decode(reader));
    }

    private static SignCounterpartyCommitment NewMessage()
    {
        SignCounterpartyCommitment message = new SignCounterpartyCommitment();
        message.ChannelId = Sample.Bytes(16, 108);
        message.FundingPrefix = 0x896d6d6d;
        message.Commitment.Number = 0x81828384f36e6e6e;
        message.Commitment.Point = Sample.Bytes(33, 111);
        message.Commitment.FeeratePerKw = 0x89707070;
        message.Commitment.ToHolderSat = 0x81828384f6717171;
        message.Commitment.ToCounterpartySat = 0x81828384f7727272;
        message.Commitment.Htlcs = Sample.Htlcs();
        message.IsAhead = true;
        message.Gone = Sample.GoneHtlcs();
        return message;
    }

    private static SignCounterpartyCommitmentReply NewReply()
    {
        SignCounterpartyCommitmentReply reply = new SignCounterpartyCommitmentReply();
        reply.Signature = Sample.Bytes(64, 116);
        reply.HtlcSignatures = new byte[][] { Sample.Bytes(64, 117), Sample.Bytes(64, 118) };
        return reply;
    }
}
