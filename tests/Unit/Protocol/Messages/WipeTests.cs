using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class WipeTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        Wipe message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.Wipe);
        Wipe again = Wipe.Decode(new ByteReader(bytes, 1, bytes.Length - 1));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        WipeReply reply = NewReply();
        byte[] bytes = reply.Encode();
        WipeReply again = WipeReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => Wipe.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => WipeReply.Decode(reader));
    }

    private static Wipe NewMessage()
    {
        return new Wipe();
    }

    private static WipeReply NewReply()
    {
        return new WipeReply();
    }
}
