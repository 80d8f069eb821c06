using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 5: the holder's signature on its own commitment, which ends the channel. lightningd also sends the finished mutual close here; its input has the
/// final sequence number, a commitment's carries the obscured number.
/// </summary>
internal sealed record SignCommitmentTx(
    ChannelName Channel,
    SpendingTransaction Spending,
    byte[] CounterpartyFundingPoint,
    ulong Number) : IHsmdRequest
{
    public static SignCommitmentTx Parse(HsmdReader reader) =>
        new(new ChannelName(reader.Point(), reader.U64()), reader.Transaction(), reader.Point(), reader.U64());

    public byte[] LastResort(bool isPassing) => SignTxReply.Of(SignTxReply.NobodysSignature, SignatureHash.All, HsmdType.SignCommitmentTxReply);

    public HsmdAnswer Answer(RequestScope scope)
    {
        FundingSpend funding = FundingSpend.Read(Spending, 0, CounterpartyFundingPoint);
        byte[] signature = IsCommitment ? SignCommitment(scope, funding) : MutualClose.Sign(scope, Channel, Spending, funding);
        return HsmdAnswer.Reply(SignTxReply.Of(signature, SignatureHash.All, HsmdType.SignCommitmentTxReply));
    }

    /// <summary>BOLT 3, Commitment Transaction: upper 8 bits of the sequence are 0x80, of the locktime 0x20.</summary>
    private bool IsCommitment => Spending.Transaction.Inputs[0].Sequence >> 24 == 0x80 && Spending.Transaction.Locktime >> 24 == 0x20;

    private byte[] SignCommitment(RequestScope scope, FundingSpend funding)
    {
        SignHolderCommitment request = new() { ChannelId = Channel.Id, FundingPrefix = funding.Prefix, Number = Number };
        byte[] signature = scope.Signer.Ask(Channel, request.Encode, SignHolderCommitmentReply.Decode).Signature;
        scope.Check.RequireSpend(funding.Spend, signature, funding.HolderPoint, "the holder's commitment");
        scope.Memory(Channel).HolderCommitment = Spending.Transaction;
        return signature;
    }
}
