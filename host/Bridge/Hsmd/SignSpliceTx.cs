using Holdfast.Bridge.Bitcoin;
using Holdfast.Bridge.Translation;
using Holdfast.Bridge.Wire;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Bridge.Hsmd;

/// <summary>
/// 29: our signature on the old funding output as an input of a splice. channeld's initiator asks for it once before any commitment of the
/// new funding exists; a real signature at that point could strand the channel's money, so that call gets a placeholder, and the real
/// signature comes with the later calls (facts: a splice finishes normally so).
/// </summary>
internal sealed record SignSpliceTx(SpendingTransaction Spending, byte[] CounterpartyFundingPoint, uint InputIndex) : IHsmdRequest
{
    public static SignSpliceTx Parse(HsmdReader reader) => new(reader.Transaction(), reader.Point(), reader.U32());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        if (InputIndex >= (uint)Spending.Transaction.Inputs.Length)
        {
            throw new MalformedException("input index out of range");
        }

        // The acceptor's early PSBT does not name the funding script, so it is put together from the keys.
        FundingSpend funding = FundingSpend.Of(Spending, (int)InputIndex, scope.Keys(channel).FundingPoint, CounterpartyFundingPoint);
        try
        {
            byte[] request = SpliceNumbers.Request(scope.Node, channel, Spending.Psbt, funding).Encode();
            byte[] signature = scope.Signer.Ask(channel, request, SignSpliceReply.Decode).Signature;
            scope.Check.Require(funding.Sighash, signature, funding.HolderPoint, "a splice");
            return HsmdAnswer.Reply(SignTxReply.Of(signature, SignatureHash.All));
        }
        catch (SignerRefusedException early) when (early.Tag == SpliceNumbers.EarlyTag)
        {
            return HsmdAnswer.Withheld(SignTxReply.Placeholder, early.Tag, early.Sentence);
        }
    }
}
