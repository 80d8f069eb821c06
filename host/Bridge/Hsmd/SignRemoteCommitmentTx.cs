using Holdfast.Bridge.Bitcoin;
using Holdfast.Bridge.Translation;
using Holdfast.Bridge.Wire;
using Holdfast.Protocol;

namespace Holdfast.Bridge.Hsmd;

/// <summary>
/// 19: our signature on the peer's commitment. The device signs its HTLC transactions in the same step; the bridge keeps those signatures for
/// the messages 20 that follow.
/// </summary>
internal sealed record SignRemoteCommitmentTx(
    SpendingTransaction Spending,
    byte[] CounterpartyFundingPoint,
    byte[] CommitmentPoint,
    bool StaticRemoteKey,
    ulong Number,
    HsmdHtlc[] Htlcs,
    uint FeeratePerKw) : IHsmdRequest
{
    public static SignRemoteCommitmentTx Parse(HsmdReader reader) => new(
        reader.Transaction(),
        reader.Point(),
        reader.Point(),
        reader.Bool(),
        reader.U64(),
        reader.Htlcs(),
        reader.U32());

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        FundingSpend funding = FundingSpend.Read(Spending, 0, CounterpartyFundingPoint);
        CommitmentNumbers numbers = CommitmentNumbers.Read(Spending, isHolders: false, Htlcs);
        SignCounterpartyCommitment request = new()
        {
            ChannelId = channel.Id,
            FundingTag = numbers.FundingTag,
            Number = Number,
            Point = CommitmentPoint,
            FeeratePerKw = FeeratePerKw,
            ToHolderSat = numbers.ToHolderSat,
            ToCounterpartySat = numbers.ToCounterpartySat,
            Htlcs = numbers.Htlcs,
        };
        byte[] txid = Spending.Transaction.Txid;
        byte[] context = ChannelMemory.SignedCommitment.ToContext(txid, numbers.HtlcOutputs);
        SignCounterpartyCommitmentReply reply = scope.Signer.Ask(channel, request.Encode, SignCounterpartyCommitmentReply.Decode, context);
        scope.Check.Require(funding.Sighash, reply.Signature, funding.HolderPoint, "the peer's commitment");
        if (reply.HtlcSignatures.Length != numbers.HtlcOutputs.Length)
        {
            throw new SignatureMismatchException("the HTLCs of the peer's commitment");
        }

        scope.Memory(channel).Remember(new(txid, numbers.HtlcOutputs, reply.HtlcSignatures));
        return HsmdAnswer.Reply(SignTxReply.Of(reply.Signature, SignatureHash.All));
    }
}
