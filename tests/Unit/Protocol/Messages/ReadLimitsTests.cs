using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadLimitsTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadLimits message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadLimits);
        ReadLimits again = ReadLimits.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadLimitsReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadLimitsReply again = ReadLimitsReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadLimits.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadLimitsReply.Decode(reader));
    }

    private static ReadLimits NewMessage()
    {
        return new ReadLimits();
    }

    private static ReadLimitsReply NewReply()
    {
        ReadLimitsReply reply = new ReadLimitsReply();
        LimitFields limit = new LimitFields();
        limit.Number = 2;
        limit.Name = Ascii.Bytes("FeeMax");
        limit.Value = ulong.MaxValue;
        limit.Least = 1;
        limit.IsLooserUp = true;
        reply.Limits = new LimitFields[] { limit };
        return reply;
    }
}
