using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 149: adds wallet inputs for the fee to a signed HTLC transaction of an anchor channel.
/// lightningd exits when it cannot finalise the PSBT that comes back, so an unsigned one is no polite no here.
/// </summary>
internal sealed record SignHtlcTxMingle(ChannelName Channel, Utxo[] Utxos, Psbt Psbt) : IHsmdRequest
{
    public static SignHtlcTxMingle Parse(HsmdReader reader) =>
        new(new ChannelName(reader.Point(), reader.U64()), Utxo.ReadAll(reader), reader.Psbt());

    /// <summary>Every input of the wallet carries a signature that verifies for nobody: the PSBT can be finalised, and bitcoind rejects the transaction.</summary>
    public byte[] LastResort(bool isPassing) => Reply(new WalletSpend(Psbt.Parse(Psbt.Serialize()), Utxos, WalletPurpose.HtlcFee, null).Spoiled());

    public HsmdAnswer Answer(RequestScope scope)
    {
        new WalletSpend(Psbt, Utxos, WalletPurpose.HtlcFee, Channel).Sign(scope);
        return HsmdAnswer.Reply(Reply(Psbt));
    }

    private static byte[] Reply(Psbt psbt) => new HsmdWriter(HsmdType.SignHtlcTxMingleReply).LongBlob(psbt.Serialize()).ToArray();
}
