using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class DeriveSecretTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        DeriveSecret message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.DeriveSecret);
        DeriveSecret again = DeriveSecret.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Info, again.Info));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        DeriveSecretReply reply = NewReply();
        byte[] bytes = reply.Encode();
        DeriveSecretReply again = DeriveSecretReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Secret, again.Secret));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => DeriveSecret.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => DeriveSecretReply.Decode(reader));
    }

    private static DeriveSecret NewMessage()
    {
        DeriveSecret message = new DeriveSecret();
        message.Info = Sample.Bytes(4, 66);
        return message;
    }

    private static DeriveSecretReply NewReply()
    {
        DeriveSecretReply reply = new DeriveSecretReply();
        reply.Secret = Sample.Bytes(32, 67);
        return reply;
    }
}
