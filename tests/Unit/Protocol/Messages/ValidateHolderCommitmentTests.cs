using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ValidateHolderCommitmentTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ValidateHolderCommitment message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ValidateHolderCommitment);
        ValidateHolderCommitment again = ValidateHolderCommitment.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.FundingPrefix == again.FundingPrefix);
        Assert.IsTrue(message.Commitment.Number == again.Commitment.Number);
        Assert.IsTrue(message.Commitment.FeeratePerKw == again.Commitment.FeeratePerKw);
        Assert.IsTrue(message.Commitment.ToHolderSat == again.Commitment.ToHolderSat);
        Assert.IsTrue(message.Commitment.ToCounterpartySat == again.Commitment.ToCounterpartySat);
        Assert.IsTrue(Check.Same(message.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ValidateHolderCommitmentReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ValidateHolderCommitmentReply again = ValidateHolderCommitmentReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.NextPoint, again.NextPoint));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ValidateHolderCommitment.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ValidateHolderCommitmentReply.Decode(reader));
    }

    private static ValidateHolderCommitment NewMessage()
    {
        ValidateHolderCommitment message = new ValidateHolderCommitment();
        message.ChannelId = Sample.Bytes(16, 118);
        message.FundingPrefix = 0x89777777;
        message.Commitment.Number = 0x81828384fd787878;
        message.Commitment.FeeratePerKw = 0x89797979;
        message.Commitment.ToHolderSat = 0x81828384ff7a7a7a;
        message.Commitment.ToCounterpartySat = 0x81828385007b7b7b;
        message.Commitment.Htlcs = Sample.Htlcs();
        message.Commitment.Htlcs[1].IsNew = true;
        message.Signature = Sample.Bytes(64, 125);
        message.HtlcSignatures = new byte[][] { Sample.Bytes(64, 126), Sample.Bytes(64, 127) };
        return message;
    }

    private static ValidateHolderCommitmentReply NewReply()
    {
        ValidateHolderCommitmentReply reply = new ValidateHolderCommitmentReply();
        reply.NextPoint = Sample.Bytes(33, 127);
        return reply;
    }
}
