using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 147: raises the fee of a commitment by spending its anchor together with wallet outputs.
/// Refused: the PSBT comes back unsigned.
/// </summary>
internal sealed record SignAnchorSpend(ChannelName Channel, Utxo[] Utxos, Psbt Psbt) : IHsmdRequest
{
    public static SignAnchorSpend Parse(HsmdReader reader) =>
        new(new ChannelName(reader.Point(), reader.U64()), Utxo.ReadAll(reader), reader.Psbt());

    public byte[] PoliteRefusal(string sentence) => Reply();

    public HsmdAnswer Answer(RequestScope scope)
    {
        new WalletSpend(Psbt, Utxos, WalletPurpose.AnchorSpend, Channel).Sign(scope);
        return HsmdAnswer.Reply(Reply());
    }

    private byte[] Reply() => new HsmdWriter(HsmdType.SignAnchorSpendReply).LongBlob(Psbt.Serialize()).ToArray();
}
