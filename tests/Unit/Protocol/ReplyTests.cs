using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReplyTests
{
    [TestMethod]
    public void OkCarriesBodyAndReceipt()
    {
        byte[] body = Sample.Bytes(64, 1);
        byte[] receipt = Sample.Bytes(24, 2);

        Reply reply = Reply.Decode(Reply.Ok(body, receipt));

        Assert.IsTrue(reply.Status == ReplyStatus.Ok);
        Assert.IsTrue(reply.Code == ErrorCode.None);
        Assert.IsTrue(Check.Same(body, reply.Body));
        Assert.IsTrue(Check.Same(receipt, reply.Receipt));
    }

    [TestMethod]
    public void AFailureCarriesCodeTagAndSentence()
    {
        Reply reply = Reply.Decode(Reply.Failed(ReplyStatus.Refused, ErrorCode.Rule, "policy-commitment-retry-same", "no second content"));

        Assert.IsTrue(reply.Status == ReplyStatus.Refused);
        Assert.IsTrue(reply.Code == ErrorCode.Rule);
        Assert.AreEqual("policy-commitment-retry-same", reply.Tag);
        Assert.AreEqual("no second content", reply.Sentence);
        Assert.IsNull(reply.Body);
        Assert.IsNull(reply.Receipt);
    }

    [TestMethod]
    public void TextsAreCutToTheirBound()
    {
        string tooLong = new string('x', ProtocolLimits.SentenceBytesMax + 1);

        Reply reply = Reply.Decode(Reply.Failed(ReplyStatus.Fault, ErrorCode.Invariant, tooLong, tooLong));

        Assert.AreEqual(ProtocolLimits.TagBytesMax, reply.Tag.Length);
        Assert.AreEqual(ProtocolLimits.SentenceBytesMax, reply.Sentence.Length);
    }

    [TestMethod]
    public void EveryPrefixOfAFailureIsMalformed()
    {
        byte[] good = Reply.Failed(ReplyStatus.NotNow, ErrorCode.Locked, "tag", "sentence");
        for (int count = 0; count < good.Length; count++)
        {
            byte[] prefix = new byte[count];
            System.Array.Copy(good, 0, prefix, 0, count);
            Expect.Throws(typeof(MalformedException), () => Reply.Decode(prefix));
        }
    }

    [TestMethod]
    public void AnOkWithoutAReceiptIsMalformed()
    {
        Expect.Throws(typeof(MalformedException), () => Reply.Decode(new byte[24]));
        Assert.AreEqual(0, Reply.Decode(new byte[25]).Body.Length);
    }

    [TestMethod]
    public void AnUnknownStatusIsMalformed()
    {
        Expect.Throws(typeof(MalformedException), () => Reply.Decode(new byte[] { 5, 0, 1, 0, 0, 0, 0 }));
    }

    [TestMethod]
    public void AFailureNeedsACode()
    {
        Expect.Throws(typeof(MalformedException), () => Reply.Decode(new byte[] { 1, 0, 0, 0, 0, 0, 0 }));
        Expect.Throws(typeof(FaultException), () => Reply.Failed(ReplyStatus.Ok, ErrorCode.Rule, "", ""));
        Expect.Throws(typeof(FaultException), () => Reply.Failed(ReplyStatus.Refused, ErrorCode.None, "", ""));
    }
}
