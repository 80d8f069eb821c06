using Holdfast.NodeRequests.Bitcoin;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// The transactions that inputs spend from: with them the device knows amounts and scripts instead of believing them, and signs without asking its
/// owner. The node's PSBTs carry them.
/// </summary>
internal static class PreviousTransactions
{
    /// <summary>What a request holds beside inputs and outputs: purpose or channel, version, locktime, counts, seal.</summary>
    private const int FrameBytes = 64;

    /// <summary>Without witnesses, as its txid is made; empty when the PSBT does not have it.</summary>
    public static byte[] Of(Psbt psbt, int index)
    {
        byte[]? previous = psbt.Inputs[index].Find(PsbtField.InputPreviousTransaction);
        return previous == null ? [] : Transaction.WithoutWitness(previous);
    }

    /// <summary>Leaves out the largest ones until the request fits every device; the owner is asked then.</summary>
    public static void Fit(WalletInputFields[] inputs, WalletOutputFields[] outputs)
    {
        int size = FrameBytes + outputs.Sum(output => output.Script.Length + 16)
            + inputs.Sum(input => (input.Script?.Length ?? 0) + input.Previous.Length + 128);
        foreach (WalletInputFields input in inputs.OrderByDescending(input => input.Previous.Length).ToArray())
        {
            if (size <= ProtocolLimits.MessageBytesMin && input.Previous.Length <= ProtocolLimits.TextBytesMax)
            {
                return;
            }

            size -= input.Previous.Length;
            input.Previous = [];
        }
    }
}
