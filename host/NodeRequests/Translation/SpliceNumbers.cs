using Holdfast.NodeRequests.Bitcoin;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Translation;

/// <summary>A splice as the device gets it: everything that its txid and the shared input's sighash commit to, and no PSBT.</summary>
internal static class SpliceNumbers
{
    /// <summary>The device's refusal while the new funding has no validated holder commitment.</summary>
    public const string EarlyTag = "holdfast-splice-countersigned";

    public static SignSplice Request(NodeFacts node, ChannelName channel, Psbt psbt, FundingSpend funding)
    {
        Transaction transaction = funding.Transaction;
        WalletInputFields[] inputs = [.. transaction.Inputs.Select((_, i) => Describe(node, psbt, funding, i))];
        WalletOutputFields[] outputs = OutputNumbers.Of(node, psbt);
        PreviousTransactions.Fit(inputs, outputs);
        return new SignSplice
        {
            ChannelId = channel.Id,
            FundingPrefix = funding.Prefix,
            Version = transaction.Version,
            Locktime = transaction.Locktime,
            Inputs = inputs,
            InputIndex = (ushort)funding.InputIndex,
            Outputs = outputs,
        };
    }

    // As SignWalletInputs describes the same transaction: the device keeps one account of it. The request does not say which inputs are the owner's; their
    // scripts do.
    private static WalletInputFields Describe(NodeFacts node, Psbt psbt, FundingSpend funding, int index)
    {
        TransactionInput input = psbt.Transaction.Inputs[index];
        TransactionOutput spent = psbt.SpentBy(index) ?? new TransactionOutput(0, []);
        bool isShared = index == funding.InputIndex;
        uint? keyIndex = isShared ? null : node.WalletIndexOf(spent.Script);
        return new WalletInputFields
        {
            Txid = input.Txid,
            Vout = input.Vout,
            Sequence = input.Sequence,
            Sat = spent.AmountSat,
            Script = spent.Script,
            Previous = isShared ? [] : PreviousTransactions.Of(psbt, index),
            Kind = keyIndex == null ? WalletInputKind.Foreign : ScriptShape.IsP2tr(spent.Script) ? WalletInputKind.P2tr : WalletInputKind.P2wpkh,
            KeyIndex = keyIndex ?? 0,
        };
    }
}
