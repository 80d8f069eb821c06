using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Channels;

/// <summary>
/// A commitment that somebody asks the device to promise, as the rules see it: the channel as it is, one of its fundings, the content, and what
/// rebuilding the transaction has shown. Immutable.
/// </summary>
public sealed class CommitmentProposal
{
    public readonly Channel Channel;

    /// <summary>Position of the funding in the channel.</summary>
    public readonly int FundingIndex;

    public readonly CommitmentFields Content;

    /// <summary>True for a holder commitment, false for one of the peer's.</summary>
    public readonly bool IsHolders;

    /// <summary>
    /// What identifies the content: the keyed digest (12 bytes) for the peer's commitment, the signature hash (32 bytes) for the holder's.
    /// </summary>
    public readonly byte[] Identity;

    /// <summary>Keyed digest of the per-commitment point; null for the holder's own commitments.</summary>
    public readonly byte[] PointDigest;

    /// <summary>What the transaction pays to miners, trimmed HTLCs included.</summary>
    public readonly ulong FeeSat;

    /// <summary>Number of HTLC outputs.</summary>
    public readonly int HtlcOutputs;

    /// <summary>Sum of the HTLCs without output, millisatoshi.</summary>
    public readonly ulong TrimmedSumMsat;

    public CommitmentProposal(Channel channel, int fundingIndex, CommitmentFields content, bool isHolders, byte[] identity, byte[] pointDigest,
        ulong feeSat, int htlcOutputs, ulong trimmedSumMsat)
    {
        Channel = channel;
        FundingIndex = fundingIndex;
        Content = content;
        IsHolders = isHolders;
        Identity = identity;
        PointDigest = pointDigest;
        FeeSat = feeSat;
        HtlcOutputs = htlcOutputs;
        TrimmedSumMsat = trimmedSumMsat;
    }

    public Funding Funding
    {
        get { return Channel.Fundings[FundingIndex]; }
    }

    /// <summary>
    /// What the holder owns in this commitment, satoshi. When the holder opened the channel: all that is neither the peer's output nor in flight, so fee and
    /// anchors count as the holder's; when the peer did, the holder's output. 0 when that is trimmed.
    /// </summary>
    public ulong HolderSat
    {
        get
        {
            if (!Channel.Terms.IsOutbound)
            {
                return Content.ToHolderSat;
            }

            ulong leftMsat = (Funding.ValueSat - Content.ToCounterpartySat) * 1000;
            for (int i = 0; i < Content.Htlcs.Length; i++)
            {
                leftMsat -= Content.Htlcs[i].AmountMsat;
            }

            return leftMsat / 1000;
        }
    }

    /// <summary>What the HTLC's own transaction on this commitment pays to miners, by the feerate that the request names.</summary>
    public ulong HtlcFeeSat(Htlc htlc)
    {
        return Fees.HtlcSat(Channel.Terms.Type, Content.FeeratePerKw, htlc.IsOfferedByPeer != IsHolders);
    }

    /// <summary>True when exactly this was promised before, so that promising it again changes nothing.</summary>
    public bool IsRepeated
    {
        get
        {
            if (IsHolders)
            {
                return (Content.Number == Channel.HolderRevokedCount && Funding.HolderCurrent != null
                        && Check.Same(Funding.HolderCurrent.Sighash, Identity))
                    || (Content.Number == Channel.HolderRevokedCount + 1 && Funding.HolderPending != null
                        && Check.Same(Funding.HolderPending.Sighash, Identity));
            }

            return Content.Number + 1 == Channel.SignedCount && Funding.Counterparty != null
                && Check.Same(Funding.Counterparty.Digest, Identity);
        }
    }
}
