namespace Holdfast.Policy;

/// <summary>
/// A sweep waits exactly as long as the script demands: a delayed output its delay, an HTLC of an anchor channel one block.
/// </summary>
public static class SweepSequenceFits
{
    public const string Tag = "policy-sweep-sequence";

    public static void Require(uint sequence, uint expected)
    {
        if (sequence != expected)
        {
            throw new Refusal(
                nameof(SweepSequenceFits), Tag, "The sequence of the sweep does not fit the script's delay of " + expected.ToString() + " blocks; use this sequence.");
        }
    }
}
