using Holdfast.Bytes;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>142 for onchaind, and 12 on a channel's own socket: takes the holder's delayed output after its lock.</summary>
internal sealed record SignDelayedPaymentToUs(
    ChannelName? Named,
    ulong Number,
    SpendingTransaction Spending,
    byte[] WitnessScript,
    uint InputIndex) : IHsmdRequest
{
    public static SignDelayedPaymentToUs ParseOfClient(HsmdReader reader) => new(null, reader.U64(), reader.Transaction(), reader.Blob(), 0);

    public static SignDelayedPaymentToUs ParseAny(HsmdReader reader)
    {
        ulong number = reader.U64();
        SpendingTransaction spending = reader.Transaction();
        byte[] script = reader.Blob();
        uint inputIndex = reader.U32();
        return new SignDelayedPaymentToUs(new ChannelName(reader.Point(), reader.U64()), number, spending, script, inputIndex);
    }

    public byte[] LastResort(bool isPassing) => SignTxReply.Placeholder;

    public HsmdAnswer Answer(RequestScope scope)
    {
        ChannelName channel = Named ?? scope.Client.Channel;
        SweepSpend spend = SweepSpend.Read(scope.Node, Spending, InputIndex, WitnessScript);
        if (!ScriptShape.IsDelayed(WitnessScript, out _, out byte[] point))
        {
            throw new MalformedException("witness script is not that of a delayed output");
        }

        SignDelayedSweep request = new() { ChannelId = channel.Id, Number = Number, Transaction = spend.Fields };
        byte[] signature = scope.Signer.Ask(request.Encode, SignDelayedSweepReply.Decode).Signature;
        scope.Check.RequireSpend(spend.Spend(SignatureHash.All), signature, point, "a delayed output");
        return HsmdAnswer.Reply(SignTxReply.Of(signature, SignatureHash.All));
    }
}
