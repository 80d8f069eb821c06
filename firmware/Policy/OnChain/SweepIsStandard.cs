namespace Holdfast.Policy;

/// <summary>
/// A transaction that brings channel money home has version 2 and one output.
/// </summary>
public static class SweepIsStandard
{
    public const string Tag = "policy-sweep-version";

    public static void Require(uint version, int outputs)
    {
        if (version != 2 || outputs != 1)
        {
            throw new Refusal(nameof(SweepIsStandard), Tag, "The sweep must have version 2 and one output; build it again.");
        }
    }
}
