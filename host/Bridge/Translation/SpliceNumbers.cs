using Holdfast.Bridge.Bitcoin;
using Holdfast.Protocol;

namespace Holdfast.Bridge.Translation;

/// <summary>A splice as the device gets it: everything that its txid and the shared input's sighash commit to, and no PSBT.</summary>
internal static class SpliceNumbers
{
    /// <summary>The device's refusal while the new funding has no validated commitment of ours.</summary>
    public const string EarlyTag = "holdfast-splice-countersigned";

    public static SignSplice Request(NodeFacts node, ChannelName channel, Psbt psbt, FundingSpend funding)
    {
        Transaction transaction = funding.Transaction;
        return new SignSplice
        {
            ChannelId = channel.Id,
            FundingTag = funding.Tag,
            Version = transaction.Version,
            Locktime = transaction.Locktime,
            Inputs = [.. transaction.Inputs.Select(input => new SpentOutpointFields { Txid = input.Txid, Vout = input.Vout, Sequence = input.Sequence })],
            InputIndex = (ushort)funding.InputIndex,
            Outputs = OutputNumbers.Of(node, psbt),
        };
    }
}
