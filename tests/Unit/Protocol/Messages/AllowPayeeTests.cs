using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class AllowPayeeTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        AllowPayee message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.AllowPayee);
        AllowPayee again = AllowPayee.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        AllowPayeeReply reply = NewReply();
        byte[] bytes = reply.Encode();
        AllowPayeeReply again = AllowPayeeReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => AllowPayee.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => AllowPayeeReply.Decode(reader));
    }

    private static AllowPayee NewMessage()
    {
        AllowPayee message = new AllowPayee();
        message.Payee = Sample.Bytes(33, 5);
        message.IsAllowed = true;
        return message;
    }

    private static AllowPayeeReply NewReply()
    {
        return new AllowPayeeReply();
    }
}
