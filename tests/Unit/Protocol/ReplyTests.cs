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
    public void ARefusalCarriesRuleTagAndSentence()
    {
        Reply reply = Reply.Decode(Reply.Refused("RetryIsSame", "policy-commitment-retry-same", "no second content"));

        Assert.IsTrue(reply.Status == ReplyStatus.Refused);
        Assert.IsTrue(reply.Code == ErrorCode.Rule);
        Assert.AreEqual("policy-commitment-retry-same", reply.Tag);
        Assert.AreEqual("RetryIsSame", reply.Rule);
        Assert.AreEqual("no second content", reply.Sentence);
        Assert.IsNull(reply.Body);
        Assert.IsNull(reply.Receipt);
    }

    [TestMethod]
    public void TextsAreCutToTheirBound()
    {
        string tooLong = new string('x', ProtocolLimits.SentenceBytesMax + 1);

        Reply reply = Reply.Decode(Reply.Refused(tooLong, tooLong, tooLong));

        Assert.AreEqual(ProtocolLimits.TagBytesMax, reply.Tag.Length);
        Assert.AreEqual(ProtocolLimits.RuleBytesMax, reply.Rule.Length);
        Assert.AreEqual(ProtocolLimits.SentenceBytesMax, reply.Sentence.Length);
    }

    /// <summary>Only a refusal has a rule: the reply to a Hello of another version looks the same in every version.</summary>
    [TestMethod]
    public void AFailureThatIsNoRefusalEndsWithItsSentence()
    {
        byte[] failed = Reply.Failed(ReplyStatus.NotNow, ErrorCode.VersionMismatch, "version 6");
        Assert.IsTrue(Check.Same(new byte[] { 4, 0, 53, 0, 0, 0, 9, 118, 101, 114, 115, 105, 111, 110, 32, 54 }, failed));
        Assert.AreEqual("", Reply.Decode(failed).Rule);
        Assert.AreEqual("", Reply.Decode(Reply.Failed(ReplyStatus.Refused, ErrorCode.NotApproved, "no")).Rule);
    }

    [TestMethod]
    public void EveryPrefixOfAFailureIsMalformed()
    {
        RequireEveryByte(Reply.Failed(ReplyStatus.NotNow, ErrorCode.Locked, "sentence"));
        RequireEveryByte(Reply.Refused("rule", "tag", "sentence"));
    }

    private static void RequireEveryByte(byte[] good)
    {
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
        Expect.Throws(typeof(FaultException), () => Reply.Failed(ReplyStatus.Ok, ErrorCode.Rule, ""));
        Expect.Throws(typeof(FaultException), () => Reply.Failed(ReplyStatus.Refused, ErrorCode.None, ""));
    }
}
