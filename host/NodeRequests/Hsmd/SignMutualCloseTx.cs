using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>21: the holder's signature on a closing transaction under negotiation.</summary>
internal sealed record SignMutualCloseTx(SpendingTransaction Spending, byte[] CounterpartyFundingPoint) : IHsmdRequest
{
    public static SignMutualCloseTx Parse(HsmdReader reader) => new(reader.Transaction(), reader.Point());

    public HsmdAnswer Answer(RequestScope scope)
    {
        FundingSpend funding = FundingSpend.Read(Spending, 0, CounterpartyFundingPoint);
        byte[] signature = MutualClose.Sign(scope, scope.Client.Channel, Spending, funding);
        return HsmdAnswer.Reply(SignTxReply.Of(signature, SignatureHash.All));
    }
}
