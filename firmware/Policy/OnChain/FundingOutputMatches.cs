using Holdfast.Bytes;
using Holdfast.Channels;

namespace Holdfast.Policy;

/// <summary>
/// The funding output has the value and the 2-of-2 script on which the commitments were built; with any other they could not be used.
/// </summary>
public static class FundingOutputMatches
{
    public const string Tag = "policy-onchain-output-match-commitment";

    public static void Require(Funding funding, ulong valueSat, byte[] script, byte[] expectedScript)
    {
        if (valueSat != funding.ValueSat || !Check.Same(script, expectedScript))
        {
            throw new Refusal(
                nameof(FundingOutputMatches), Tag, "The funding output differs in value or script from the one that the commitments spend; set up the right funding.");
        }
    }
}
