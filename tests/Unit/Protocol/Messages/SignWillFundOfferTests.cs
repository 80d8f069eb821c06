using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignWillFundOfferTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignWillFundOffer message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignWillFundOffer);
        SignWillFundOffer again = SignWillFundOffer.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.FundingPoint, again.FundingPoint));
        Assert.IsTrue(message.LeaseExpiryBlock == again.LeaseExpiryBlock);
        Assert.IsTrue(message.ChannelFeeBaseMaxMsat == again.ChannelFeeBaseMaxMsat);
        Assert.IsTrue(message.ChannelFeeProportionalMaxThousandths == again.ChannelFeeProportionalMaxThousandths);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignWillFundOfferReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignWillFundOfferReply again = SignWillFundOfferReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignWillFundOffer.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignWillFundOfferReply.Decode(reader));
    }

    private static SignWillFundOffer NewMessage()
    {
        SignWillFundOffer message = new SignWillFundOffer();
        message.FundingPoint = Sample.Bytes(33, 77);
        message.LeaseExpiryBlock = 0x894e4e4e;
        message.ChannelFeeBaseMaxMsat = 0x894f4f4f;
        message.ChannelFeeProportionalMaxThousandths = 336;
        return message;
    }

    private static SignWillFundOfferReply NewReply()
    {
        SignWillFundOfferReply reply = new SignWillFundOfferReply();
        reply.Signature = Sample.Bytes(64, 81);
        return reply;
    }
}
