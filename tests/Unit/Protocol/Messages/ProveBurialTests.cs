using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ProveBurialTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ProveBurial message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ProveBurial);
        ProveBurial again = ProveBurial.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(message.Transaction, again.Transaction));
        Assert.IsTrue(message.Vout == again.Vout);
        Assert.IsTrue(message.Index == again.Index);
        Assert.IsTrue(Check.Same(message.Path, again.Path));
        Assert.IsTrue(Check.Same(message.First, again.First));
        Assert.IsTrue(Check.Same(message.FirstPath, again.FirstPath));
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ProveBurialReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ProveBurialReply again = ProveBurialReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(reply.Txid, again.Txid));
        Assert.IsTrue(reply.Height == again.Height);
        Assert.IsTrue(reply.Depth == again.Depth);
        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ProveBurial.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ProveBurialReply.Decode(reader));
    }

    private static ProveBurial NewMessage()
    {
        ProveBurial message = new ProveBurial();
        message.Transaction = Sample.Bytes(5, 51);
        message.Vout = 302;
        message.Index = 0x8182842f;
        message.Path = Sample.Bytes(5, 54);
        message.First = Sample.Bytes(5, 55);
        message.FirstPath = Sample.Bytes(5, 56);
        return message;
    }

    private static ProveBurialReply NewReply()
    {
        ProveBurialReply reply = new ProveBurialReply();
        reply.Txid = Sample.Bytes(32, 57);
        reply.Height = 0x81828434;
        reply.Depth = 0x81828435;
        return reply;
    }
}
