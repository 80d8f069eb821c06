using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class SignSpliceTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        SignSplice message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.SignSplice);
        SignSplice again = SignSplice.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.ChannelId, again.ChannelId));
        Assert.IsTrue(message.FundingPrefix == again.FundingPrefix);
        Assert.IsTrue(message.Version == again.Version);
        Assert.IsTrue(message.Locktime == again.Locktime);
        Assert.IsTrue(message.InputIndex == again.InputIndex);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        SignSpliceReply reply = NewReply();
        byte[] bytes = reply.Encode();
        SignSpliceReply again = SignSpliceReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Signature, again.Signature));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => SignSplice.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => SignSpliceReply.Decode(reader));
    }

    private static SignSplice NewMessage()
    {
        SignSplice message = new SignSplice();
        message.ChannelId = Sample.Bytes(16, 192);
        message.FundingPrefix = 0x89c1c1c1;
        message.Version = 0x89c2c2c2;
        message.Locktime = 0x89c3c3c3;
        message.Inputs = Sample.WalletInputs();
        message.InputIndex = 453;
        message.Outputs = Sample.Outputs();
        return message;
    }

    private static SignSpliceReply NewReply()
    {
        SignSpliceReply reply = new SignSpliceReply();
        reply.Signature = Sample.Bytes(64, 199);
        return reply;
    }
}
