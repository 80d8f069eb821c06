using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Holdfast.Histories;

/// <summary>Every rule about payments, approvals and the chain is taken out somewhere, or README.md says why that would cost nothing.</summary>
[TestClass]
public sealed partial class RuleCoverTests
{
    [TestMethod]
    public void EveryRuleIsTakenOutOrNamed()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Firmware.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        string readme = File.ReadAllText(Path.Combine(root, "tests", "Simulator", "Histories", "README.md"));
        string[] named = [.. Named().Matches(readme[readme.IndexOf("## Rules that no loss shows", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value)];
        string section = string.Empty;
        List<string> rules = [];
        foreach (string line in File.ReadLines(Path.Combine(root, "firmware", "Policy", "RULES.md")))
        {
            section = line.StartsWith("## ", StringComparison.Ordinal) ? line[3..] : section;
            if (Row().Match(line) is { Success: true } row && (section is "Payments" or "Approvals" || line.Contains("With a chain in force", StringComparison.Ordinal)))
            {
                rules.Add(row.Groups[1].Value);
                bool isTakenOut = ChainHistoryTests.Tags.Contains(row.Groups[2].Value)
                    || PaymentHistoryTests.Parts.Any(part => ((string)part[0]).Split(' ')[0] == row.Groups[1].Value);
                Assert.AreNotEqual(isTakenOut, named.Contains(row.Groups[1].Value), row.Groups[1].Value + ": taken out, or named in README.md with the reason");
            }
        }

        Assert.IsTrue(rules.Count > 15, "the tables of RULES.md were not found");
        Assert.AreEqual(string.Empty, string.Join(", ", named.Except(rules)), "named, and no such rule");
    }

    [GeneratedRegex("^\\| `([A-Za-z]+)\\.cs` \\| ([a-z0-9-]+) \\|")]
    private static partial Regex Row();

    [GeneratedRegex("(?m)^\\* \\*\\*([A-Za-z]+)\\*\\*")]
    private static partial Regex Named();
}
