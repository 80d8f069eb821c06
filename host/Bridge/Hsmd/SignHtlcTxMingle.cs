using Holdfast.Bridge.Bitcoin;
using Holdfast.Bridge.Translation;
using Holdfast.Bridge.Wire;
using Holdfast.Protocol;

namespace Holdfast.Bridge.Hsmd;

/// <summary>
/// 149: adds wallet inputs for the fee to a signed HTLC transaction of an anchor channel.
/// Refused: the PSBT comes back unsigned.
/// </summary>
internal sealed record SignHtlcTxMingle(ChannelName Channel, Utxo[] Utxos, Psbt Psbt) : IHsmdRequest
{
    public static SignHtlcTxMingle Parse(HsmdReader reader) =>
        new(new ChannelName(reader.Point(), reader.U64()), Utxo.ReadAll(reader), reader.Psbt());

    public byte[] PoliteRefusal(string sentence) => Reply();

    public HsmdAnswer Answer(RequestScope scope)
    {
        new WalletSpend(Psbt, Utxos, null).Sign(scope, WalletPurpose.HtlcFee);
        return HsmdAnswer.Reply(Reply());
    }

    private byte[] Reply() => new HsmdWriter(HsmdType.SignHtlcTxMingleReply).LongBlob(Psbt.Serialize()).ToArray();
}
