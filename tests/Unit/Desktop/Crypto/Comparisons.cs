namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>How many random inputs each primitive is compared with: ten thousand, or what HOLDFAST_COMPARISONS says.</summary>
internal static class Comparisons
{
    public static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_COMPARISONS"), out int rounds) ? rounds : 10_000;
}
