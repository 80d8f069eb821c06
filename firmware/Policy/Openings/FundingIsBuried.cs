namespace Holdfast.Policy;

/// <summary>
/// Where the device follows the chain, a funding becomes the only one when its transaction was shown to lie under enough blocks, with the amount and the
/// script that the commitments spend, or when the owner agrees. Before the device was shown a chain it believes the node.
/// </summary>
public static class FundingIsBuried
{
    public const string Tag = "policy-chain-validated";

    public static void Require(bool isInForce, int depthBlocks, Limits limits, bool ownerAgrees)
    {
        if (!IsShown(isInForce, depthBlocks, limits) && !ownerAgrees)
        {
            throw new Refusal(nameof(FundingIsBuried), Tag, "The funding was not shown to lie under " + limits.LockDepthBlocksMin.ToString()
                + " blocks of the chain. Show the newest headers and the proof; the owner's button allows it without.");
        }
    }

    /// <summary>False when the owner has to be asked.</summary>
    public static bool IsShown(bool isInForce, int depthBlocks, Limits limits)
    {
        return !isInForce || depthBlocks >= limits.LockDepthBlocksMin;
    }
}
