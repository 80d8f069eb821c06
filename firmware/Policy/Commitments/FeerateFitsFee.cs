using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Policy;

/// <summary>
/// Where the fee of HTLC transactions, and with it the size below which an HTLC is trimmed, follows from the feerate that the node names, that feerate
/// is the one that the commitment itself pays. Too high, it would burn HTLCs in fees or trim them away; too low, the HTLC transactions of the holder
/// would not be relayed. With zero-fee HTLC transactions nothing depends on it.
/// </summary>
public static class FeerateFitsFee
{
    public const string Tag = "policy-commitment-fee-range";

    public static void Require(CommitmentProposal next, Limits limits)
    {
        uint feerate = next.Content.FeeratePerKw;
        if (next.Content.Htlcs.Length == 0 || next.Channel.Terms.Type == ChannelType.AnchorsZeroFeeHtlc)
        {
            return;
        }

        if (feerate < limits.FeeratePerKwMin || feerate > limits.FeeratePerKwMax)
        {
            throw new Refusal(nameof(FeerateFitsFee), Tag, "The feerate of the HTLC transactions is outside " + limits.FeeratePerKwMin.ToString() + " to "
                + limits.FeeratePerKwMax.ToString() + " sat per 1000 weight units; use one within these limits.");
        }

        // Outputs are rounded down to whole satoshi, so up to one for each of them, and one for the trimmed HTLCs, goes to the fee as well.
        ulong expected = Fees.CommitmentSat(next.Channel.Terms.Type, feerate, next.HtlcOutputs) + next.TrimmedSumMsat / 1000;
        ulong rounding = (ulong)next.HtlcOutputs + 3;
        if (next.FeeSat < expected || next.FeeSat > expected + rounding + FeeWithinRange.OmittedSat(next, limits))
        {
            throw new Refusal(nameof(FeerateFitsFee), Tag, "The commitment does not pay the feerate that the request names for the HTLC transactions; use one feerate for both.");
        }
    }
}
