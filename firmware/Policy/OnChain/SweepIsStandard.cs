namespace Holdfast.Policy;

/// <summary>
/// A transaction that brings channel money home has version 2.
/// </summary>
public static class SweepIsStandard
{
    public const string Tag = "policy-sweep-version";

    public static void Require(uint version)
    {
        if (version != 2)
        {
            throw new Refusal(Tag, "Only sweeps of version 2 are signed.");
        }
    }
}
