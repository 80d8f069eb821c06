namespace Holdfast.Policy;

/// <summary>What must hold before the limits change.</summary>
public static class LimitRules
{
    /// <summary>For each changed limit.</summary>
    public static void RequireBounds(LimitRow row, ulong value)
    {
        LimitWithinBounds.Require(row, value);
    }

    /// <summary>For all of them together.</summary>
    public static void RequireAgreed(bool isAllowed)
    {
        LooseningIsAgreed.Require(isAllowed);
    }
}
