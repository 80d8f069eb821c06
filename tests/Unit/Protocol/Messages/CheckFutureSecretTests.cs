using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class CheckFutureSecretTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        CheckFutureSecret message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.CheckFutureSecret);
        CheckFutureSecret again = CheckFutureSecret.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Peer, again.Peer));
        Assert.IsTrue(message.Dbid == again.Dbid);
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(Check.Same(message.Secret, again.Secret));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        CheckFutureSecretReply reply = NewReply();
        byte[] bytes = reply.Encode();
        CheckFutureSecretReply again = CheckFutureSecretReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(reply.IsOurs == again.IsOurs);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => CheckFutureSecret.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => CheckFutureSecretReply.Decode(reader));
    }

    private static CheckFutureSecret NewMessage()
    {
        CheckFutureSecret message = new CheckFutureSecret();
        message.Peer = Sample.Bytes(33, 153);
        message.Dbid = 0x818283851f9a9a9a;
        message.Number = 0x81828385209b9b9b;
        message.Secret = Sample.Bytes(32, 156);
        return message;
    }

    private static CheckFutureSecretReply NewReply()
    {
        CheckFutureSecretReply reply = new CheckFutureSecretReply();
        reply.IsOurs = true;
        return reply;
    }
}
