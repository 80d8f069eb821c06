namespace Holdfast.Policy;

/// <summary>Without the owner, a payment to the peer of a channel that ended on chain counts as given back only by proof.</summary>
public static class TimeoutIsProven
{
    public const string Tag = "policy-chain-validated";

    public static void Require(bool isInForce, int depthBlocks, bool isShown, Limits limits)
    {
        if (!isInForce || depthBlocks < limits.LockDepthBlocksMin || !isShown)
        {
            throw new Refusal(nameof(TimeoutIsProven), Tag, "It was not shown that this payment came back under " + limits.LockDepthBlocksMin.ToString()
                + " blocks of the chain. Show the newest headers and the proof; the owner's button gives the incoming payment back without.");
        }
    }
}
