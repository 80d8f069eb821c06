using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignWalletInputsTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignWalletInputs message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignWalletInputs);
        SignWalletInputs again = SignWalletInputs.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(message.Purpose == again.Purpose);
        Assert.IsTrue(message.Version == again.Version);
        Assert.IsTrue(message.Locktime == again.Locktime);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignWalletInputsReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignWalletInputsReply again = SignWalletInputsReply.Decode(new ByteReader(bytes, 0, bytes.Length));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignWalletInputs.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignWalletInputsReply.Decode(reader));
    }

    private static SignWalletInputs NewMessage()
    {
        SignWalletInputs message = new SignWalletInputs();
        message.Purpose = WalletPurpose.HtlcFee;
        message.Version = 0x89c9c9c9;
        message.Locktime = 0x89cacaca;
        message.Inputs = Sample.WalletInputs();
        message.Outputs = Sample.Outputs();
        return message;
    }

    private static SignWalletInputsReply NewReply()
    {
        SignWalletInputsReply reply = new SignWalletInputsReply();
        reply.Signatures = Sample.WalletSignatures();
        return reply;
    }
}
