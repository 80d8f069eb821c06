using System.Text;

namespace Holdfast.Cost;

/// <summary>
/// `dotnet run -c Release --project tests/Cost -- [--json] [--methods] [--only TEXT] [--write-budgets PATH]`:
/// counts what the firmware costs the chip's interpreter and prints it.
/// </summary>
public static class Program
{
    public static int Main(string[] arguments)
    {
        Console.OutputEncoding = Encoding.UTF8;
        int only = Array.IndexOf(arguments, "--only");
        using Laboratory laboratory = new();
        CostReport report = laboratory.Measure(only >= 0 && only + 1 < arguments.Length ? arguments[only + 1] : "");
        int budgets = Array.IndexOf(arguments, "--write-budgets");
        if (budgets >= 0 && budgets + 1 < arguments.Length)
        {
            File.WriteAllText(arguments[budgets + 1], Budgets.ToJson(report));
        }

        Console.Write(arguments.Contains("--json") ? report.ToJson() + "\n" : CostTable.Text(report, arguments.Contains("--methods")));
        return 0;
    }
}
