using System.Text;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 38 and 51: may this invoice (BOLT 11 or BOLT 12) be paid? The device reads it and decides; while it asks its owner, lightningd waits, at most 25 seconds. A refusal is a no that
/// lightningd passes on to the one who wants to pay, and the node's log says why.
/// </summary>
internal sealed record PreapproveInvoice(string Invoice, bool CheckOnly) : IHsmdRequest
{
    public static PreapproveInvoice Parse(HsmdReader reader, bool hasCheckOnly) => new(reader.Text(), hasCheckOnly && reader.Bool());

    public byte[] PoliteRefusal(string sentence) => Reply(false);

    public HsmdAnswer Answer(RequestScope scope)
    {
        if (scope.Session.Developer.FailsPreapprove)
        {
            return HsmdAnswer.Reply(Reply(false));
        }

        scope.Approve(new ApproveInvoice { Invoice = Encoding.ASCII.GetBytes(Invoice), IsCheck = CheckOnly }.Encode, ApproveInvoiceReply.Decode, CheckOnly);
        return HsmdAnswer.Reply(Reply(true));
    }

    /// <summary>Stock hsmd answers 51 with the reply of 38.</summary>
    private static byte[] Reply(bool approved) => new HsmdWriter(HsmdType.PreapproveInvoiceReply).Bool(approved).ToArray();
}
