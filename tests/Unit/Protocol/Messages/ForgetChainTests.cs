using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ForgetChainTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ForgetChain message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ForgetChain);
        ForgetChain again = ForgetChain.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ForgetChainReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ForgetChainReply again = ForgetChainReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ForgetChain.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ForgetChainReply.Decode(reader));
    }

    private static ForgetChain NewMessage()
    {
        return new ForgetChain();
    }

    private static ForgetChainReply NewReply()
    {
        return new ForgetChainReply();
    }
}
