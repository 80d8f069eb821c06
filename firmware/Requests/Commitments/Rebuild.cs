using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Turns the numbers of a request into the transaction that they describe, with keys and terms from the device's own memory.</summary>
public static class Rebuild
{
    /// <summary>The peer's commitment.</summary>
    public static CommitmentTransaction CounterpartyCommitment(Channel channel, Funding funding, HolderKeys keys, CommitmentFields content)
    {
        CommitmentParameters parameters = Parameters(channel, funding, keys, content);
        parameters.BroadcasterFundingKey = funding.CounterpartyFundingKey;
        parameters.CountersignatoryFundingKey = keys.FundingKey;
        parameters.Keys = keys.OfCounterparty(content.Point, channel.Terms.CounterpartyBasepoints, Htlc.AnyUntrimmed(content.Htlcs));
        parameters.ToSelfDelayBlocks = channel.Terms.CounterpartyDelayBlocks;
        parameters.HolderBroadcasts = false;
        return Hashed(parameters);
    }

    /// <summary>The holder's commitment.</summary>
    public static CommitmentTransaction HolderCommitment(Channel channel, Funding funding, HolderKeys keys, CommitmentFields content)
    {
        CommitmentParameters parameters = Parameters(channel, funding, keys, content);
        parameters.BroadcasterFundingKey = keys.FundingKey;
        parameters.CountersignatoryFundingKey = funding.CounterpartyFundingKey;
        parameters.Keys = keys.OfHolder(content.Number, channel.Terms.CounterpartyBasepoints, Htlc.AnyUntrimmed(content.Htlcs));
        parameters.ToSelfDelayBlocks = channel.Terms.HolderDelayBlocks;
        parameters.HolderBroadcasts = true;
        return Hashed(parameters);
    }

    /// <summary>
    /// Amounts that add up to more than the funding holds, or an HTLC output that could not pay for its own transaction, are malformed, whatever
    /// else is wrong with them.
    /// </summary>
    public static void RequireAmounts(Channel channel, Funding funding, CommitmentFields content, bool holderBroadcasts)
    {
        Htlc.RequireSense(content.Htlcs);
        bool fits = content.ToHolderSat <= funding.ValueSat && content.ToCounterpartySat <= funding.ValueSat - content.ToHolderSat;
        if (fits)
        {
            ulong leftMsat = (funding.ValueSat - content.ToHolderSat - content.ToCounterpartySat) * 1000;
            for (int i = 0; fits && i < content.Htlcs.Length; i++)
            {
                fits = content.Htlcs[i].AmountMsat <= leftMsat;
                leftMsat -= fits ? content.Htlcs[i].AmountMsat : 0;
            }
        }

        if (!fits)
        {
            throw RequestException.Malformed(ErrorCode.BadAmounts, "outputs and HTLCs add up to more than the channel holds");
        }

        for (int i = 0; i < content.Htlcs.Length; i++)
        {
            Htlc htlc = content.Htlcs[i];
            if (!htlc.IsTrimmed
                && htlc.AmountSat < Fees.HtlcSat(channel.Terms.Type, content.FeeratePerKw, htlc.IsOfferedByPeer != holderBroadcasts))
            {
                throw RequestException.Malformed(ErrorCode.BadAmounts, "an HTLC output is too small to pay for its own transaction");
            }
        }
    }

    private static CommitmentTransaction Hashed(CommitmentParameters parameters)
    {
        CommitmentTransaction transaction = new CommitmentTransaction(parameters);
        transaction.DropBytes();
        return transaction;
    }

    private static CommitmentParameters Parameters(Channel channel, Funding funding, HolderKeys keys, CommitmentFields content)
    {
        byte[] holderPayment = keys.Basepoints.Payment;
        byte[] counterpartyPayment = channel.Terms.CounterpartyBasepoints.Payment;
        CommitmentParameters parameters = new CommitmentParameters();
        parameters.FundingTxid = funding.Txid;
        parameters.FundingVout = funding.Vout;
        parameters.FundingSat = funding.ValueSat;
        parameters.NumberMask = channel.Terms.IsOutbound
            ? CommitmentParameters.MaskOf(holderPayment, counterpartyPayment)
            : CommitmentParameters.MaskOf(counterpartyPayment, holderPayment);
        parameters.Content = content;
        parameters.Type = channel.Terms.Type;
        return parameters;
    }
}
