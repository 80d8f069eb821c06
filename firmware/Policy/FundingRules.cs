using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>What must hold before a signature of the device helps a funding transaction confirm: an opening's or a splice's.</summary>
public static class FundingRules
{
    /// <summary>The transaction creates this funding as the commitments that spend it assume, and the device holds the holder's commitment.</summary>
    public static void RequireOutput(Channel channel, Funding funding, WalletTransaction transaction, byte[] holderFundingKey)
    {
        FundingIsCountersigned.Require(channel, funding);
        bool exists = funding.Vout < (uint)transaction.OutputCount;
        TransactionOutput output = transaction.OutputAt(exists ? (int)funding.Vout : 0);
        FundingOutputMatches.Require(funding, exists ? output.ValueSat : 0, output.Script,
            Scripts.PayToWitnessScript(Scripts.Funding(holderFundingKey, funding.CounterpartyFundingKey)));
    }

    /// <summary>A splice of this channel, before anything is counted.</summary>
    public static void RequireSplice(Channel channel)
    {
        ChannelGoesOn.Require(channel);
    }

    /// <summary>The device's signature on the input that a splice spends from the channel.</summary>
    public static void RequireSharedInput(Channel channel, int newFunding, Funding spent)
    {
        SpliceIsCountersigned.Require(channel, newFunding, spent);
    }
}
