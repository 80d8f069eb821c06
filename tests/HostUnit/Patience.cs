namespace Holdfast.HostUnit;

/// <summary>How long a test waits for what another thread or process does: longer than any machine stands still, because only a test that fails waits to the end.</summary>
internal static class Patience
{
    public const int Ms = 120_000;

    /// <summary>False when it did not become so.</summary>
    public static bool Until(Func<bool> isSo) => SpinWait.SpinUntil(isSo, Ms);
}
