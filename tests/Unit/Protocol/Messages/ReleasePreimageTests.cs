using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReleasePreimageTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReleasePreimage message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReleasePreimage);
        ReleasePreimage again = ReleasePreimage.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(again.Height == 70001 && again.Parts.Length == 2 && again.Parts[1].Expiry == 70000 && again.Parts[1].AmountMsat == 1UL << 40
            && again.Parts[1].ExtraFeeMsat == 1UL << 41 && again.Parts[1].OnionMsat == 1UL << 42);
                Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReleasePreimageReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReleasePreimageReply again = ReleasePreimageReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReleasePreimage.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReleasePreimageReply.Decode(reader));
    }

    private static ReleasePreimage NewMessage()
    {
        PartFields part = new PartFields();
        part.AmountMsat = 1UL << 40;
        part.Expiry = 70000;
        part.ExtraFeeMsat = 1UL << 41;
        part.OnionMsat = 1UL << 42;
        ReleasePreimage message = new ReleasePreimage();
        message.PaymentHash = Sample.Bytes(32, 1);
        message.PaymentSecret = Sample.Bytes(32, 2);
        message.Height = 70001;
        message.Parts = new PartFields[] { part, part };
        return message;
    }

    private static ReleasePreimageReply NewReply()
    {
        ReleasePreimageReply reply = new ReleasePreimageReply();
        reply.Preimage = Sample.Bytes(32, 3);
        return reply;
    }
}
