using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;
using Holdfast.SignatureLedger;
using Digest = System.Security.Cryptography.SHA256;
using OwnScripts = Holdfast.SignatureLedger.Scripts;

namespace Holdfast.HistoryWorld.Money;

/// <content>What no answer may be, whatever it is worth.</content>
internal sealed partial class MoneyWorld
{
    /// <summary>
    /// Payments on their way to the owner that are left to miners: what has no output although it is larger than a dust limit and the fee of its own transaction at
    /// the rate that the commitment really pays, and HTLC transactions whose fee is beyond every limit.
    /// </summary>
    private void RequireNoBurning(MoneyChannel channel, MoneyFunding funding, CommitmentFields content, bool isOurs)
    {
        ulong outputs = content.ToHolderSat + content.ToCounterpartySat + content.Htlcs.Aggregate(0ul, (sum, htlc) => sum + (htlc.AmountMsat / 1000));
        ulong fee = funding.ValueSat > outputs ? funding.ValueSat - outputs : 0;
        ulong weight = (channel.HasAnchors ? 1124ul : 724ul) + (172 * (ulong)content.Htlcs.Count(htlc => !htlc.IsTrimmed));
        ulong rate = Math.Max(fee * 1000 / weight, _limits.FeeratePerKwMin);
        foreach (Htlc htlc in content.Htlcs)
        {
            ulong sat = htlc.AmountMsat / 1000;
            if (htlc.IsTrimmed && sat > _limits.DustLimitSatMax + 1 + (channel.HasAnchors ? 0 : rate * 712 / 1000))
            {
                throw new ViolationException(ViolationKind.Loss, "a payment of " + sat + " sat is left to miners at a rate of " + rate);
            }

            ulong own = channel.HasAnchors ? 0 : (ulong)content.FeeratePerKw * 703 / 1000;
            if (isOurs && !htlc.IsTrimmed && own > (_limits.FeeratePerKwMax * 703ul / 1000) + 1000)
            {
                throw new ViolationException(ViolationKind.Loss, "the transaction of a payment of " + sat + " sat leaves " + own + " sat to miners");
            }
        }
    }

    /// <summary>A signature over a text must not be one over another text, nor over money.</summary>
    private void RequireOneMeaning(MessageId id, SignatureRecord record, bool isTransaction)
    {
        bool asksForMoney = id is MessageId.SignCounterpartyCommitment or MessageId.PrepareCounterpartyCommitment or MessageId.SignPreparedCommitment
            or MessageId.SignHolderCommitment or MessageId.SignMutualClose or MessageId.SignHolderHtlc
            or MessageId.SignDelayedSweep or MessageId.SignCounterpartyHtlcSweep or MessageId.SignPenalty or MessageId.SignSplice or MessageId.SignWalletInputs;
        if (asksForMoney && !isTransaction)
        {
            throw new ViolationException(ViolationKind.Confusion, id + " signed something that is no transaction");
        }

        string? meaning = MeaningOf(record);
        string? asked = id switch
        {
            MessageId.SignMessage => "signed message",
            MessageId.SignWillFundOffer => "lease offer",
            MessageId.SignBip137Message => "bitcoin message",
            _ => null,
        };
        if (!asksForMoney && meaning is not null && meaning != asked)
        {
            throw new ViolationException(ViolationKind.Confusion, "the answer to " + id + " is the signature of a " + meaning);
        }
    }

    private static string? MeaningOf(SignatureRecord record) =>
        StartsWith(record.Twice, "Lightning Signed Message:") ? "signed message"
        : StartsWith(record.Once, "option_will_fund") ? "lease offer"
        : StartsWith(record.Twice, "\u0018Bitcoin Signed Message:\n") ? "bitcoin message"
        : null;

    private static bool StartsWith(byte[]? bytes, string text) => bytes is not null && bytes.AsSpan().StartsWith(System.Text.Encoding.ASCII.GetBytes(text));
}
