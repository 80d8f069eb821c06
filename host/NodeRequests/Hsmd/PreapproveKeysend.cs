using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>39 and 52: may this amount be sent to that node without an invoice? As <see cref="PreapproveInvoice"/>.</summary>
internal sealed record PreapproveKeysend(byte[] Destination, byte[] PaymentHash, ulong AmountMsat, bool CheckOnly) : IHsmdRequest
{
    public static PreapproveKeysend Parse(HsmdReader reader, bool hasCheckOnly) =>
        new(reader.Point(), reader.Hash(), reader.U64(), hasCheckOnly && reader.Bool());

    public byte[] PoliteRefusal(string sentence) => Reply(false);

    public HsmdAnswer Answer(RequestScope scope)
    {
        if (scope.Session.Developer.FailsPreapprove)
        {
            return HsmdAnswer.Reply(Reply(false));
        }

        ApproveKeysend request = new() { Payee = Destination, PaymentHash = PaymentHash, AmountMsat = AmountMsat, IsCheck = CheckOnly };
        scope.Approve(request.Encode, ApproveKeysendReply.Decode, CheckOnly);
        return HsmdAnswer.Reply(Reply(true));
    }

    /// <summary>Stock hsmd answers 52 with the reply of 39.</summary>
    private static byte[] Reply(bool approved) => new HsmdWriter(HsmdType.PreapproveKeysendReply).Bool(approved).ToArray();
}
