using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class LockOutpointTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        LockOutpoint message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.LockOutpoint);
        LockOutpoint again = LockOutpoint.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(Check.Same(message.Txid, again.Txid));
        Assert.IsTrue(message.Vout == again.Vout);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        LockOutpointReply reply = NewReply();
        byte[] bytes = reply.Encode();
        LockOutpointReply again = LockOutpointReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => LockOutpoint.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => LockOutpointReply.Decode(reader));
    }

    private static LockOutpoint NewMessage()
    {
        LockOutpoint message = new LockOutpoint();
        message.ChannelId = Sample.Bytes(16, 163);
        message.Txid = Sample.Bytes(32, 164);
        message.Vout = 421;
        return message;
    }

    private static LockOutpointReply NewReply()
    {
        return new LockOutpointReply();
    }
}
