using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>146 for onchaind: the holder's signature on an HTLC transaction of its own commitment; the peer's is in the PSBT already.</summary>
internal sealed record SignLocalHtlcTx(
    ChannelName Channel,
    ulong Number,
    SpendingTransaction Spending,
    byte[] WitnessScript,
    bool Anchors,
    uint InputIndex) : IHsmdRequest
{
    public static SignLocalHtlcTx Parse(HsmdReader reader)
    {
        ulong number = reader.U64();
        SpendingTransaction spending = reader.Transaction();
        byte[] script = reader.Blob();
        bool anchors = reader.Bool();
        uint inputIndex = reader.U32();
        return new SignLocalHtlcTx(new ChannelName(reader.Point(), reader.U64()), number, spending, script, anchors, inputIndex);
    }

    public byte[] LastResort(bool isPassing) => SignTxReply.Placeholder;

    public HsmdAnswer Answer(RequestScope scope)
    {
        SweepSpend spend = SweepSpend.Read(scope.Node, Spending, InputIndex, WitnessScript);
        HtlcScript script = ScriptShape.Htlc(WitnessScript) ?? throw new MalformedException("witness script is not that of an HTLC");
        SignHolderHtlc request = new() { ChannelId = Channel.Id, Number = Number, HasAnchors = Anchors, Transaction = spend.Fields };
        byte[] signature = scope.Signer.Ask(request.Encode, SignHolderHtlcReply.Decode).Signature;
        byte type = Anchors ? SignatureHash.SingleAnyoneCanPay : SignatureHash.All;
        scope.Check.RequireSpend(spend.Spend(type), signature, script.BroadcasterPoint, "an HTLC of the holder's commitment");
        scope.Session.WantedTimeouts.Note(scope.Session.Payments.Of(Channel), Channel, script, spend.Fields, []);
        return HsmdAnswer.Reply(SignTxReply.Of(signature, type));
    }
}
