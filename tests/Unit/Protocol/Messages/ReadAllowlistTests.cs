using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadAllowlistTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadAllowlist message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadAllowlist);
        ReadAllowlist again = ReadAllowlist.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadAllowlistReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadAllowlistReply again = ReadAllowlistReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadAllowlist.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadAllowlistReply.Decode(reader));
    }

    private static ReadAllowlist NewMessage()
    {
        return new ReadAllowlist();
    }

    private static ReadAllowlistReply NewReply()
    {
        ReadAllowlistReply reply = new ReadAllowlistReply();
        reply.Payees = new byte[][] { Sample.Bytes(33, 6) };
        return reply;
    }
}
