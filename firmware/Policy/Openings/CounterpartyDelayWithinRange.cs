namespace Holdfast.Policy;

/// <summary>
/// How long the peer waits for its money after a force-close: this is the time in which an old state can be punished.
/// </summary>
public static class CounterpartyDelayWithinRange
{
    public const string Tag = "policy-channel-contest-delay-range-counterparty";

    public static void Require(int delayBlocks, Limits limits)
    {
        if (delayBlocks < limits.DelayBlocksMin || delayBlocks > limits.DelayBlocksMax)
        {
            throw new Refusal(
                nameof(CounterpartyDelayWithinRange), Tag,
                "The delay of the peer's outputs is outside " + limits.DelayBlocksMin.ToString() + " to " + limits.DelayBlocksMax.ToString()
                + " blocks; open with another delay.");
        }
    }
}
