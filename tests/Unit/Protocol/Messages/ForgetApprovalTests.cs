using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ForgetApprovalTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ForgetApproval message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ForgetApproval);
        ForgetApproval again = ForgetApproval.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ForgetApprovalReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ForgetApprovalReply again = ForgetApprovalReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ForgetApproval.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ForgetApprovalReply.Decode(reader));
    }

    private static ForgetApproval NewMessage()
    {
        ForgetApproval message = new ForgetApproval();
        message.HashStart = Sample.Bytes(20, 4);
        return message;
    }

    private static ForgetApprovalReply NewReply()
    {
        return new ForgetApprovalReply();
    }
}
