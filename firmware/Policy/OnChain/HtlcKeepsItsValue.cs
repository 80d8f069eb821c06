namespace Holdfast.Policy;

/// <summary>
/// Where others may add inputs and outputs to the holder's HTLC transaction (SINGLE|ANYONECANPAY), the holder's output holds all that the HTLC held. Whatever was left
/// for the fee could be taken by anybody who completes the transaction.
/// </summary>
public static class HtlcKeepsItsValue
{
    public const string Tag = "policy-htlc-fee-range";

    public static void Require(ulong htlcSat, ulong outputSat)
    {
        if (outputSat != htlcSat)
        {
            throw new Refusal(nameof(HtlcKeepsItsValue), Tag, "An HTLC transaction of an anchor channel pays no fee by itself; add wallet inputs for the fee.");
        }
    }
}
