namespace Holdfast.Policy;

/// <summary>
/// How long the owner waits for the money after a force-close: short enough to live with, long enough to be a delay at all.
/// </summary>
public static class HolderDelayWithinRange
{
    public const string Tag = "policy-channel-contest-delay-range-holder";

    public static void Require(int delayBlocks, Limits limits)
    {
        if (delayBlocks < limits.DelayBlocksMin || delayBlocks > limits.DelayBlocksMax)
        {
            throw new Refusal(
                nameof(HolderDelayWithinRange), Tag, "The delay of the holder's outputs is outside " + limits.DelayBlocksMin.ToString() + " to " + limits.DelayBlocksMax.ToString()
                + " blocks; open with another delay.");
        }
    }
}
