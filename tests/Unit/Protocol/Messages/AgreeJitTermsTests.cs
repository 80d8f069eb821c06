using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class AgreeJitTermsTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        AgreeJitTerms message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.AgreeJitTerms);
        AgreeJitTerms again = AgreeJitTerms.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(again.Scid == 1UL << 40 && again.CltvDelta == 300 && again.MinFeeMsat == 1UL << 41 && again.Proportional == 1u << 31 && again.SizeMsat == 1UL << 42);
        Assert.IsTrue(again.MinSizeMsat == 1UL << 43 && again.MaxSizeMsat == 1UL << 44 && again.ValidUntil == 1UL << 33 && again.MaxSelfDelay == 301 && again.TrustsLsp);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        AgreeJitTermsReply reply = NewReply();
        byte[] bytes = reply.Encode();
        AgreeJitTermsReply again = AgreeJitTermsReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(again.Order == 70000);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => AgreeJitTerms.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => AgreeJitTermsReply.Decode(reader));
    }

    private static AgreeJitTerms NewMessage()
    {
        AgreeJitTerms message = new AgreeJitTerms();
        message.LspId = Sample.Bytes(33, 1);
        message.Scid = 1UL << 40;
        message.CltvDelta = 300;
        message.MinFeeMsat = 1UL << 41;
        message.Proportional = 1u << 31;
        message.SizeMsat = 1UL << 42;
        message.MinSizeMsat = 1UL << 43;
        message.MaxSizeMsat = 1UL << 44;
        message.ValidUntil = 1UL << 33;
        message.MaxSelfDelay = 301;
        message.TrustsLsp = true;
        return message;
    }

    private static AgreeJitTermsReply NewReply()
    {
        AgreeJitTermsReply reply = new AgreeJitTermsReply();
        reply.Order = 70000;
        return reply;
    }
}
