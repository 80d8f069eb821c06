using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Htlc = Holdfast.Lightning.Htlc;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>35: the holder's next commitment with the peer's signatures. Validated, it replaces nothing yet: that is 40's step.</summary>
internal sealed record ValidateCommitmentTx(
    SpendingTransaction Spending,
    HsmdHtlc[] Htlcs,
    ulong Number,
    uint FeeratePerKw,
    BitcoinSignature Signature,
    BitcoinSignature[] HtlcSignatures) : IHsmdRequest
{
    public static ValidateCommitmentTx Parse(HsmdReader reader)
    {
        SpendingTransaction spending = reader.Transaction();
        HsmdHtlc[] htlcs = reader.Htlcs();
        ulong number = reader.U64();
        uint feeratePerKw = reader.U32();
        BitcoinSignature signature = reader.Signature();
        BitcoinSignature[] htlcSignatures = new BitcoinSignature[reader.Count(BitcoinSignature.LengthBytes)];
        for (int i = 0; i < htlcSignatures.Length; i++)
        {
            htlcSignatures[i] = reader.Signature();
        }

        return new ValidateCommitmentTx(spending, htlcs, number, feeratePerKw, signature, htlcSignatures);
    }

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = scope.Client.Channel;
        ValidateHolderCommitment request = new()
        {
            ChannelId = channel.Id,
            Commitment = { Number = Number, FeeratePerKw = FeeratePerKw },
            Signature = Signature.Signature,
            HtlcSignatures = [.. HtlcSignatures.Select(signature => signature.Signature)],
        };
        NodeCommitment shown = NodeCommitment.Read(Spending, isHolders: true, Htlcs, request.Commitment);
        request.FundingPrefix = shown.FundingPrefix;
        if (Signature.SighashType != SignatureHash.All || HtlcSignatures.Length != shown.HtlcOutputs.Length)
        {
            throw new MalformedException("signatures do not fit the commitment");
        }

        IncomingHtlcs incoming = scope.Memory(channel).Incoming;
        incoming.MarkNew(Number, request.Commitment.Htlcs, number => Logged(scope, number));
        byte[] nextPoint = scope.Signer.Ask(channel, request.Encode, ValidateHolderCommitmentReply.Decode).NextPoint;

        incoming.HolderValidated(Number, request.Commitment.Htlcs);

        // The old secret is never revealed here: that would be before the node has stored the new state.
        return HsmdAnswer.Reply(new HsmdWriter(HsmdType.ValidateCommitmentTxReply).Bool(false).Bytes(nextPoint).ToArray());
    }

    private static Htlc[]? Logged(RequestScope scope, ulong number)
    {
        ValidateHolderCommitment? found = null;
        scope.Signer.Find(scope.Client.Channel, MessageId.ValidateHolderCommitment, intent =>
        {
            found = ValidateHolderCommitment.Decode(new ByteReader(intent.Request, 1, intent.Request.Length - 1));
            return found.Commitment.Number == number;
        });
        return found?.Commitment.Number == number ? found.Commitment.Htlcs : null;
    }
}
