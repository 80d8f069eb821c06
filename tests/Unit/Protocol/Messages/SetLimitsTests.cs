using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SetLimitsTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SetLimits message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SetLimits);
        SetLimits again = SetLimits.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SetLimitsReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SetLimitsReply again = SetLimitsReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SetLimits.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SetLimitsReply.Decode(reader));
    }

    private static SetLimits NewMessage()
    {
        SetLimits message = new SetLimits();
        LimitChangeFields change = new LimitChangeFields();
        change.Number = 7;
        change.Value = ulong.MaxValue - 1;
        message.Changes = new LimitChangeFields[] { change };
        return message;
    }

    private static SetLimitsReply NewReply()
    {
        SetLimitsReply reply = new SetLimitsReply();
        reply.LimitsDigest = Sample.Bytes(32, 5);
        return reply;
    }
}
