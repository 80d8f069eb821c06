using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Hsmd;

/// <summary>
/// 7: the signatures on a transaction of the wallet: withdrawals, funding transactions, wallet inputs of splices.
/// Refused: the PSBT comes back unsigned.
/// </summary>
internal sealed record SignWithdrawal(Utxo[] Utxos, Psbt Psbt) : IHsmdRequest
{
    public static SignWithdrawal Parse(HsmdReader reader) => new(Utxo.ReadAll(reader), reader.Psbt());

    public byte[] PoliteRefusal(string sentence) => Reply();

    public HsmdAnswer Answer(RequestScope scope)
    {
        new WalletSpend(Psbt, Utxos, WalletPurpose.Withdrawal, null).Sign(scope);
        return HsmdAnswer.Reply(Reply());
    }

    private byte[] Reply() => new HsmdWriter(HsmdType.SignWithdrawalReply).LongBlob(Psbt.Serialize()).ToArray();
}
