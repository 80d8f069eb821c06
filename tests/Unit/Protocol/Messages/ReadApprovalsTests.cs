using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

[TestClass]
public class ReadApprovalsTests
{
    [TestMethod]
    public void TheRequestSurvivesTheWire()
    {
        ReadApprovals message = NewMessage();
        byte[] bytes = message.Encode();
        Assert.IsTrue(bytes[0] == (byte)MessageId.ReadApprovals);
        ReadApprovals again = ReadApprovals.Decode(new ByteReader(bytes, 1, bytes.Length - 1));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void TheReplySurvivesTheWire()
    {
        ReadApprovalsReply reply = NewReply();
        byte[] bytes = reply.Encode();
        ReadApprovalsReply again = ReadApprovalsReply.Decode(new ByteReader(bytes, 0, bytes.Length));

        Assert.IsTrue(Check.Same(bytes, again.Encode()));
    }

    [TestMethod]
    public void EveryPrefixAndEveryTailIsMalformed()
    {
        Sample.PrefixesAndTails(NewMessage().Encode(), 1, reader => ReadApprovals.Decode(reader));
        Sample.PrefixesAndTails(NewReply().Encode(), 0, reader => ReadApprovalsReply.Decode(reader));
    }

    private static ReadApprovals NewMessage()
    {
        return new ReadApprovals();
    }

    private static ReadApprovalsReply NewReply()
    {
        ReadApprovalsReply reply = new ReadApprovalsReply();
        ApprovalFields approval = new ApprovalFields();
        approval.HashStart = Sample.Bytes(20, 3);
        approval.ApprovedMsat = 9;
        approval.Expires = uint.MaxValue;
        approval.IsExpired = true;
        reply.HourMsat = 1;
        reply.DayMsat = 2;
        reply.Approvals = new ApprovalFields[] { approval, approval };
        return reply;
    }
}
