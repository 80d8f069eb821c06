using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// A closing transaction: finds out which output is the holder's and asks the device. The node marks outputs to its wallet with their key index; an
/// output to a script that was fixed at the opening is known from there; with neither, both readings are tried, and the device, which knows
/// the balances and that script, refuses the wrong one.
/// </summary>
internal static class MutualClose
{
    /// <summary>The device's refusal of amounts that are not those of the channel.</summary>
    private const string ValueTag = "policy-mutual-value-matches-commitment";

    public static byte[] Sign(RequestScope scope, ChannelName channel, SpendingTransaction spending, FundingSpend funding)
    {
        TransactionOutput[] outputs = spending.Transaction.Outputs;
        if (spending.Transaction.Inputs.Length != 1 || outputs.Length is 0 or > 2)
        {
            throw new MalformedException("a closing transaction has one input and one or two outputs");
        }

        SignMutualClose[] readings = [.. Readings(scope, channel, spending).Select(holder => Request(scope, channel, spending, funding, holder))];
        SignerRefusedException? reason = null;
        foreach (SignMutualClose reading in readings)
        {
            try
            {
                byte[] signature = scope.Signer.Ask(channel, reading.Encode, SignMutualCloseReply.Decode).Signature;
                scope.Check.RequireSpend(funding.Spend, signature, funding.HolderPoint, "a mutual close");
                return signature;
            }
            catch (SignerRefusedException refusal)
            {
                // The device knows the balances: where they do not fit, the reading was wrong and its reason says nothing.
                reason = reason == null || reason.Tag == ValueTag ? refusal : reason;
            }
        }

        throw reason!;
    }

    /// <summary>
    /// Indexes of the output that may be the holder's; -1: none is. That comes first: the device answers it without its owner, who would otherwise be asked
    /// about the peer's own output.
    /// </summary>
    private static int[] Readings(RequestScope scope, ChannelName channel, SpendingTransaction spending)
    {
        TransactionOutput[] outputs = spending.Transaction.Outputs;
        byte[]? fixedScript = scope.Memory(channel).HolderShutdownScript;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (scope.Node.WalletIndexOf(spending.Psbt.Outputs[i], outputs[i].Script) != null || Check.Same(outputs[i].Script, fixedScript))
            {
                return [i];
            }
        }

        return outputs.Length == 2 ? [0, 1] : [-1, 0];
    }

    private static SignMutualClose Request(RequestScope scope, ChannelName channel, SpendingTransaction spending, FundingSpend funding, int holder)
    {
        TransactionOutput? ours = null;
        TransactionOutput? theirs = null;
        for (int i = 0; i < spending.Transaction.Outputs.Length; i++)
        {
            if (i == holder)
            {
                ours = spending.Transaction.Outputs[i];
            }
            else
            {
                theirs = spending.Transaction.Outputs[i];
            }
        }

        uint? index = ours == null ? null : scope.Node.WalletIndexOf(spending.Psbt.Outputs[holder], ours.Script);
        return new SignMutualClose
        {
            ChannelId = channel.Id,
            FundingPrefix = funding.Prefix,
            ToHolderSat = ours?.AmountSat ?? 0,
            ToCounterpartySat = theirs?.AmountSat ?? 0,
            HolderScript = ours?.Script ?? [],
            CounterpartyScript = theirs?.Script ?? [],
            Locktime = spending.Transaction.Locktime,
            Sequence = spending.Transaction.Inputs[0].Sequence,
            HasHolderKeyIndex = index != null,
            HolderKeyIndex = index ?? 0,
        };
    }
}
