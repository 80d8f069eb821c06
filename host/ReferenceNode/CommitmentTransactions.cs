using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.ReferenceNode;

/// <summary>From a content back to the transaction itself, with public data only: for signers that want it whole, and to check signatures.</summary>
public static class CommitmentTransactions
{
    /// <summary>The peer's commitment, or with <paramref name="ofHolder"/> the holder's own.</summary>
    public static CommitmentTransaction Build(Secp256k1 curve, ChannelTerms terms, CommitmentFields content, bool ofHolder)
    {
        ChannelSide broadcaster = ofHolder ? terms.Holder : terms.Counterparty;
        ChannelSide other = ofHolder ? terms.Counterparty : terms.Holder;
        ChannelSide opener = terms.IsOpener ? terms.Holder : terms.Counterparty;
        ChannelSide accepter = terms.IsOpener ? terms.Counterparty : terms.Holder;
        return new CommitmentTransaction(new CommitmentParameters
        {
            FundingTxid = terms.FundingTxid,
            FundingVout = terms.FundingVout,
            FundingSat = terms.ValueSat,
            BroadcasterFundingKey = broadcaster.FundingPoint,
            CountersignatoryFundingKey = other.FundingPoint,
            NumberMask = CommitmentParameters.MaskOf(opener.Basepoints.Payment, accepter.Basepoints.Payment),
            Content = content,
            Type = terms.Type,
            Keys = Keys(curve, terms, content, ofHolder),
            ToSelfDelayBlocks = other.DelayBlocks,
            HolderBroadcasts = ofHolder,
        });
    }

    /// <summary>The keys of that transaction.</summary>
    public static CommitmentKeys Keys(Secp256k1 curve, ChannelTerms terms, CommitmentFields content, bool ofHolder) => CommitmentKeys.Derive(
        curve, content.Point, Basepoints(ofHolder ? terms.Holder : terms.Counterparty), Basepoints(ofHolder ? terms.Counterparty : terms.Holder));

    /// <summary>Whether every signature on the commitment verifies under the keys of the side that did not broadcast it.</summary>
    public static bool IsSigned(Secp256k1 curve, ChannelTerms terms, CommitmentFields content, bool ofHolder, SignedCommitment signed)
    {
        CommitmentTransaction transaction = Build(curve, terms, content, ofHolder);
        ChannelSide signer = ofHolder ? terms.Counterparty : terms.Holder;
        if (transaction.HtlcCount != signed.HtlcSignatures.Length || !curve.Verify(transaction.Sighash(), signed.Signature, signer.FundingPoint))
        {
            return false;
        }

        byte[] htlcKey = KeyDerivation.PublicKey(curve, signer.Basepoints.Htlc, content.Point);
        return Enumerable.Range(0, transaction.HtlcCount)
            .All(i => curve.Verify(transaction.HtlcSighash(i, byCountersignatory: true), signed.HtlcSignatures[i], htlcKey));
    }

    private static Basepoints Basepoints(ChannelSide side)
    {
        BasepointFields points = side.Basepoints;
        return new Basepoints(points.Revocation, points.Payment, points.Htlc, points.Delayed);
    }
}
