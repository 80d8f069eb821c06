using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 143 for onchaind, and 13 on a channel's own socket: takes an HTLC from the peer's commitment, by preimage or after its expiry. The signature
/// is SIGHASH_ALL on anchor channels too, where stock hsmd gives SINGLE|ANYONECANPAY and so lets anybody take what is left for the fee;
/// lightningd puts the type that the reply names into the witness.
/// </summary>
internal sealed record SignRemoteHtlcToUs(
    ChannelName? Named,
    byte[] CommitmentPoint,
    SpendingTransaction Spending,
    byte[] WitnessScript,
    bool Anchors,
    uint InputIndex) : IHsmdRequest
{
    public static SignRemoteHtlcToUs ParseOfClient(HsmdReader reader) =>
        new(null, reader.Point(), reader.Transaction(), reader.Blob(), reader.Bool(), 0);

    public static SignRemoteHtlcToUs ParseAny(HsmdReader reader)
    {
        byte[] point = reader.Point();
        SpendingTransaction spending = reader.Transaction();
        byte[] script = reader.Blob();
        bool anchors = reader.Bool();
        uint inputIndex = reader.U32();
        return new SignRemoteHtlcToUs(new ChannelName(reader.Point(), reader.U64()), point, spending, script, anchors, inputIndex);
    }

    public byte[] LastResort(bool isPassing) => SignTxReply.Placeholder;

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = Named ?? scope.Client.Channel;
        SweepSpend spend = SweepSpend.Read(scope.Node, Spending, InputIndex, WitnessScript);
        HtlcScript script = ScriptShape.Htlc(WitnessScript) ?? throw new MalformedException("witness script is not that of an HTLC");
        SignCounterpartyHtlcSweep request = new()
        {
            ChannelId = channel.Id,
            Point = CommitmentPoint,
            HasAnchors = Anchors,
            Transaction = spend.Fields,
        };
        byte[] signature = scope.Signer.Ask(request.Encode, SignCounterpartyHtlcSweepReply.Decode).Signature;
        scope.Check.RequireSpend(spend.Spend(SignatureHash.All), signature, script.CountersignatoryPoint, "an HTLC on the peer's commitment");
        scope.Session.WantedTimeouts.Note(scope.Session.Payments.Of(channel), channel, script, spend.Fields, CommitmentPoint);
        return HsmdAnswer.Reply(SignTxReply.Of(signature, SignatureHash.All));
    }
}
