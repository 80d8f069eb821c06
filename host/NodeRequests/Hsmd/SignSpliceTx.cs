using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 29: the holder's signature on the old funding output as an input of a splice. channeld's initiator asks for it once before any commitment of the
/// new funding exists. A real signature at that point could strand the channel's money, so that call gets a placeholder. Later calls get the
/// real signature. In the PSBT of a splice that this node starts, holdfast-plugin replaces the placeholder (<see cref="SpliceSignatures"/>).
/// </summary>
internal sealed record SignSpliceTx(SpendingTransaction Spending, byte[] CounterpartyFundingPoint, uint InputIndex) : IHsmdRequest
{
    private const string PluginMissingSentence =
        "This splice gets a placeholder instead of a signature until the commitment of the new funding exists. If this node starts the splice, " +
        "its own broadcast will fail, because holdfast-plugin is not loaded and cannot put the real signature into the PSBT. Load the plugin before you call splice_signed.";

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
            return HsmdAnswer.Reply(SignTxReply.Of(scope.Session.Splices.Sign(scope.Signer, channel, Spending.Psbt, funding), SignatureHash.All));
        }
        catch (SignerRefusedException early) when (early.Tag == SpliceNumbers.EarlyTag)
        {
            scope.Session.Splices.Remember(channel, CounterpartyFundingPoint, funding);
            return scope.Session.HasPlugin
                ? HsmdAnswer.Withheld(
                    SignTxReply.Placeholder, early.Tag, early.Sentence + " The real signature takes the placeholder's place when splice_signed is called.", early.Rule)
                : HsmdAnswer.Withheld(SignTxReply.Placeholder, NodeSession.SpliceWithoutPlugin, PluginMissingSentence);
        }
    }
}
