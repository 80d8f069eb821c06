using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Turns the numbers of a request into the transaction that they describe, with keys and terms from the device's own memory.</summary>
public static class Rebuild
{
    /// <summary>The peer's commitment.</summary>
    public static CommitmentTransaction CounterpartyCommitment(Channel channel, Funding funding, HolderKeys keys, CommitmentContent content)
    {
        CommitmentNumbers numbers = Numbers(channel, funding, keys, content);
        numbers.BroadcasterFundingKey = funding.CounterpartyFundingKey;
        numbers.CountersignatoryFundingKey = keys.FundingKey;
        numbers.Keys = keys.OfCounterparty(content.Point, channel.Terms.CounterpartyBasepoints, Htlc.AnyUntrimmed(content.Htlcs));
        numbers.ToSelfDelayBlocks = channel.Terms.CounterpartyDelayBlocks;
        numbers.ToBroadcasterSat = content.ToCounterpartySat;
        numbers.ToCountersignatorySat = content.ToHolderSat;
        numbers.HolderBroadcasts = false;
        return new CommitmentTransaction(numbers);
    }

    /// <summary>Our commitment.</summary>
    public static CommitmentTransaction HolderCommitment(Channel channel, Funding funding, HolderKeys keys, CommitmentContent content)
    {
        CommitmentNumbers numbers = Numbers(channel, funding, keys, content);
        numbers.BroadcasterFundingKey = keys.FundingKey;
        numbers.CountersignatoryFundingKey = funding.CounterpartyFundingKey;
        numbers.Keys = keys.OfHolder(content.Number, channel.Terms.CounterpartyBasepoints, Htlc.AnyUntrimmed(content.Htlcs));
        numbers.ToSelfDelayBlocks = channel.Terms.HolderDelayBlocks;
        numbers.ToBroadcasterSat = content.ToHolderSat;
        numbers.ToCountersignatorySat = content.ToCounterpartySat;
        numbers.HolderBroadcasts = true;
        return new CommitmentTransaction(numbers);
    }

    /// <summary>
    /// The HTLCs of a request as Lightning counts them: direction seen from us. Takes them out of the request's array, so that they are not on the
    /// heap twice.
    /// </summary>
    public static Htlc[] Htlcs(HtlcFields[] fields)
    {
        Htlc[] htlcs = new Htlc[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            htlcs[i] = new Htlc(!fields[i].IsOfferedByPeer, fields[i].IsTrimmed, fields[i].AmountMsat, fields[i].PaymentHash, fields[i].Expiry);
            fields[i] = null;
        }

        return htlcs;
    }

    /// <summary>Those that the host marked as new.</summary>
    public static Htlc[] New(HtlcFields[] fields)
    {
        int count = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            count += fields[i].IsNew ? 1 : 0;
        }

        Htlc[] htlcs = new Htlc[count];
        count = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            if (fields[i].IsNew)
            {
                htlcs[count++] = new Htlc(false, fields[i].IsTrimmed, fields[i].AmountMsat, fields[i].PaymentHash, fields[i].Expiry);
            }
        }

        return htlcs;
    }

    /// <summary>
    /// Amounts that add up to more than the funding holds, or an HTLC output that could not pay for its own transaction, are malformed, whatever
    /// else is wrong with them.
    /// </summary>
    public static void RequireAmounts(Channel channel, Funding funding, CommitmentContent content, bool holderBroadcasts)
    {
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
            if (!htlc.Trimmed
                && htlc.AmountSat < Fees.HtlcSat(channel.Terms.Type, content.FeeratePerKw, htlc.OfferedByHolder == holderBroadcasts))
            {
                throw RequestException.Malformed(ErrorCode.BadAmounts, "an HTLC output is too small to pay for its own transaction");
            }
        }
    }

    private static CommitmentNumbers Numbers(Channel channel, Funding funding, HolderKeys keys, CommitmentContent content)
    {
        byte[] holderPayment = keys.Basepoints.Payment;
        byte[] counterpartyPayment = channel.Terms.CounterpartyBasepoints.Payment;
        CommitmentNumbers numbers = new CommitmentNumbers();
        numbers.FundingTxid = funding.Txid;
        numbers.FundingVout = funding.Vout;
        numbers.FundingSat = funding.ValueSat;
        numbers.NumberMask = channel.Terms.IsOutbound
            ? CommitmentNumbers.MaskOf(holderPayment, counterpartyPayment)
            : CommitmentNumbers.MaskOf(counterpartyPayment, holderPayment);
        numbers.Number = content.Number;
        numbers.Type = channel.Terms.Type;
        numbers.Htlcs = content.Htlcs;
        numbers.FeeratePerKw = content.FeeratePerKw;
        return numbers;
    }
}
