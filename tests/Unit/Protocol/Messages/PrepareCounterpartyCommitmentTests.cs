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
        PrepareCounterpartyCommitmentReply reply = NewReply();
        byte[] bytes = reply.Encode();
        PrepareCounterpartyCommitmentReply again = PrepareCounterpartyCommitmentReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(again.IsReleased);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void SignaturesThatWereNotReleasedAreMalformed()
    {
        byte[] bytes = NewReply().Encode();
        bytes[0] = 0;
        Expect.Throws(typeof(MalformedException), () => PrepareCounterpartyCommitmentReply.Decode(new ByteReader(bytes)));
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
        message.FundingPrefix = 0x89a7a7a7;
        message.Commitment.Number = 0x818283852da8a8a8;
        message.Commitment.Point = Sample.Bytes(33, 169);
        message.Commitment.FeeratePerKw = 0x89aaaaaa;
        message.Commitment.ToHolderSat = 0x8182838530ababab;
        message.Commitment.ToCounterpartySat = 0x8182838531acacac;
        message.Commitment.Htlcs = Sample.Htlcs();
        message.IsAhead = true;
        message.Gone = Sample.GoneHtlcs();
        return message;
    }

    private static PrepareCounterpartyCommitmentReply NewReply()
    {
        PrepareCounterpartyCommitmentReply reply = new PrepareCounterpartyCommitmentReply();
        reply.IsReleased = true;
        reply.HtlcSignatures = new byte[][] { Sample.Bytes(64, 117), Sample.Bytes(64, 118) };
        return reply;
    }
}
