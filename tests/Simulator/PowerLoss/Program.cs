namespace Holdfast.PowerLoss;

/// <summary>The long campaigns, outside the normal test run.</summary>
public static class Program
{
    public static int Main(string[] arguments) => 0;
}
