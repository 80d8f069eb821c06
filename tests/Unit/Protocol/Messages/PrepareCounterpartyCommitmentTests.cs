using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class PrepareCounterpartyCommitmentTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        PrepareCounterpartyCommitment message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.PrepareCounterpartyCommitment);
        PrepareCounterpartyCommitment again = PrepareCounterpartyCommitment.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.FundingTag == again.FundingTag);
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(Check.Same(message.Point, again.Point));
        Assert.IsTrue(message.FeeratePerKw == again.FeeratePerKw);
        Assert.IsTrue(message.ToHolderSat == again.ToHolderSat);
        Assert.IsTrue(message.ToCounterpartySat == again.ToCounterpartySat);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        PrepareCounterpartyCommitmentReply reply = NewReply();
        byte[] bytes = reply.Encode();
        PrepareCounterpartyCommitmentReply again = PrepareCounterpartyCommitmentReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => PrepareCounterpartyCommitment.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => PrepareCounterpartyCommitmentReply.Decode(reader));
    }

    private static PrepareCounterpartyCommitment NewMessage()
    {
        PrepareCounterpartyCommitment message = new PrepareCounterpartyCommitment();
        message.ChannelId = Sample.Bytes(16, 166);
        message.FundingTag = 0x89a7a7a7;
        message.Number = 0x818283852da8a8a8;
        message.Point = Sample.Bytes(33, 169);
        message.FeeratePerKw = 0x89aaaaaa;
        message.ToHolderSat = 0x8182838530ababab;
        message.ToCounterpartySat = 0x8182838531acacac;
        message.Htlcs = Sample.Htlcs();
        return message;
    }

    private static PrepareCounterpartyCommitmentReply NewReply()
    {
        return new PrepareCounterpartyCommitmentReply();
    }
}
