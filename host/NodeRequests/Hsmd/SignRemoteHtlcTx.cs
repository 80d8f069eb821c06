using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>20: the holder's signature on one HTLC transaction of the peer's commitment. It came with the reply to 19: no round trip.</summary>
internal sealed record SignRemoteHtlcTx(SpendingTransaction Spending, byte[] WitnessScript, byte[] CommitmentPoint, bool Anchors) : IHsmdRequest
{
    public static SignRemoteHtlcTx Parse(HsmdReader reader) => new(reader.Transaction(), reader.Blob(), reader.Point(), reader.Bool());

    public HsmdAnswer Answer(RequestScope scope)
    {
        SweepSpend spend = SweepSpend.Read(scope.Node, Spending, 0, WitnessScript);
        TransactionInput input = Spending.Transaction.Inputs[0];
        byte[] signature = Signature(scope, input)
            ?? throw new BridgeRefusalException(
                BridgeRefusalException.HtlcBeforeCommitment, "This HTLC transaction belongs to a commitment that was not signed before it.");
        HtlcScript script = ScriptShape.Htlc(WitnessScript) ?? throw new MalformedException("witness script is not that of an HTLC");

        // On the peer's commitment the holder is the other side than the broadcaster.
        byte type = Anchors ? SignatureHash.SingleAnyoneCanPay : SignatureHash.All;
        scope.Check.RequireSpend(spend.Spend(type), signature, script.CountersignatoryPoint, "an HTLC of the peer's commitment");
        return HsmdAnswer.Reply(SignTxReply.Of(signature, type));
    }

    /// <summary>From memory; a bridge that was started in between asks the device for the commitment's signatures once more.</summary>
    private static byte[]? Signature(RequestScope scope, TransactionInput input)
    {
        ChannelName channel = scope.Client.Channel;
        ChannelMemory memory = scope.Memory(channel);
        if (memory.HtlcSignature(input.Txid, input.Vout) is byte[] known)
        {
            return known;
        }

        (SignCounterpartyCommitmentReply Reply, byte[] Context)? again = scope.Signer.Repeat(
            channel,
            MessageId.SignCounterpartyCommitment,
            context => ChannelMemory.SignedCommitment.IsContextOf(context, input.Txid),
            SignCounterpartyCommitmentReply.Decode);
        if (again == null)
        {
            return null;
        }

        memory.Remember(ChannelMemory.SignedCommitment.FromContext(again.Value.Context, again.Value.Reply.HtlcSignatures));
        return memory.HtlcSignature(input.Txid, input.Vout);
    }
}
