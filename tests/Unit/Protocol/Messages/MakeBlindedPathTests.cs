using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class MakeBlindedPathTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        MakeBlindedPath message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.MakeBlindedPath);
        MakeBlindedPath again = MakeBlindedPath.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(again.Scid == 1UL << 40 && again.CltvDelta == 300 && again.FeeBaseMsat == 70000 && again.FeeProportional == 70001);
        Assert.IsTrue(again.HtlcMinimumMsat == 1UL << 41 && again.MaxCltvExpiry == 70002);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        MakeBlindedPathReply reply = NewReply();
        byte[] bytes = reply.Encode();
        MakeBlindedPathReply again = MakeBlindedPathReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(again.Path.Length == 200);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => MakeBlindedPath.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => MakeBlindedPathReply.Decode(reader));
    }

    private static MakeBlindedPath NewMessage()
    {
        MakeBlindedPath message = new MakeBlindedPath();
        message.PaymentHash = Sample.Bytes(32, 1);
        message.Introduction = Sample.Bytes(33, 2);
        message.Scid = 1UL << 40;
        message.CltvDelta = 300;
        message.FeeBaseMsat = 70000;
        message.FeeProportional = 70001;
        message.HtlcMinimumMsat = 1UL << 41;
        message.MaxCltvExpiry = 70002;
        return message;
    }

    private static MakeBlindedPathReply NewReply()
    {
        MakeBlindedPathReply reply = new MakeBlindedPathReply();
        reply.Path = Sample.Bytes(200, 3);
        return reply;
    }
}
