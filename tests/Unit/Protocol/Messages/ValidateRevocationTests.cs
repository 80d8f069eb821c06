using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ValidateRevocationTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ValidateRevocation message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ValidateRevocation);
        ValidateRevocation again = ValidateRevocation.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.Number == again.Number);
        Assert.IsTrue(Check.Same(message.Secret, again.Secret));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ValidateRevocationReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ValidateRevocationReply again = ValidateRevocationReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ValidateRevocation.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ValidateRevocationReply.Decode(reader));
    }

    private static ValidateRevocation NewMessage()
    {
        ValidateRevocation message = new ValidateRevocation();
        message.ChannelId = Sample.Bytes(16, 132);
        message.Number = 0x818283850a858585;
        message.Secret = Sample.Bytes(32, 134);
        return message;
    }

    private static ValidateRevocationReply NewReply()
    {
        return new ValidateRevocationReply();
    }
}
