using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>What may be paid, and how much was approved without the button.</summary>
public static class ReadApprovalsHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReadApprovals.Decode(body);
        Approval[] approvals = signer.Approvals.Book.Approvals;
        ReadApprovalsReply reply = new ReadApprovalsReply();
        reply.HourMsat = signer.Approvals.HourMsat;
        reply.DayMsat = signer.Approvals.DayMsat;
        reply.Approvals = new ApprovalFields[approvals.Length];
        for (int i = 0; i < approvals.Length; i++)
        {
            ApprovalFields fields = new ApprovalFields();
            fields.HashStart = approvals[i].HashPrefix;
            fields.ApprovedMsat = approvals[i].Msat;
            fields.Expires = approvals[i].Expires;
            fields.IsExpired = signer.Approvals.IsExpired(approvals[i]);
            reply.Approvals[i] = fields;
        }

        return reply.Encode();
    }
}
