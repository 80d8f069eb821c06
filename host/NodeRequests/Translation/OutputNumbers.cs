using Holdfast.NodeRequests.Bitcoin;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Translation;

/// <summary>Outputs as the device gets them. The wallet key that the node names for one is passed on only where it is true.</summary>
internal static class OutputNumbers
{
    public static WalletOutputFields[] Of(NodeFacts node, Psbt psbt)
    {
        return [.. psbt.Transaction.Outputs.Select((output, i) =>
        {
            uint? keyIndex = node.WalletIndexOf(psbt.Outputs[i], output.Script);
            return new WalletOutputFields { Sat = output.AmountSat, Script = output.Script, HasKeyIndex = keyIndex != null, KeyIndex = keyIndex ?? 0 };
        })];
    }
}
