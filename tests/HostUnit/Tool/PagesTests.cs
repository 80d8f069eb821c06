using System.Diagnostics;
using Holdfast.Tool;
using Holdfast.Tool.Pages;

namespace Holdfast.HostUnit.Tool;

/// <summary>Manual pages and completions come from the commands themselves.</summary>
[TestClass]
public sealed class PagesTests
{
    [TestMethod]
    public void EveryCommandAndOptionIsInThePages()
    {
        System.CommandLine.RootCommand root = CommandList.Create();
        string all = ManualPage.OfProgram(root, "0");
        foreach (System.CommandLine.Command command in root.Subcommands)
        {
            string page = ManualPage.OfCommand(command, "0");
            StringAssert.Contains(all, "holdfast\\-" + command.Name.Replace("-", "\\-", StringComparison.Ordinal) + " (1)");
            foreach ((_, System.CommandLine.Command one) in CommandTree.Of(command, command.Name))
            {
                foreach (System.CommandLine.Option option in CommandTree.Options(one))
                {
                    StringAssert.Contains(page, option.Name.Replace("-", "\\-", StringComparison.Ordinal));
                }
            }

            // What begins a line with a dot is a request of roff; all of them are meant.
            string[] requests = [.. page.Split('\n').Where(line => line.StartsWith('.')).Select(line => line.Split(' ')[0]).Distinct()];
            CollectionAssert.IsSubsetOf(requests, new[] { ".TH", ".SH", ".TP", ".B", ".I", ".br" }, command.Name);
        }
    }

    [TestMethod]
    [DataRow("jo", "journal")]
    [DataRow("journal |", "show verify")]
    [DataRow("init --words |", "12 24")]
    [DataRow("init --network test", "testnet testnet4")]
    public void BashOffersWhatFits(string typed, string offered)
    {
        using TemporaryFolder folder = new();
        string[] words = [.. typed.Replace("|", "", StringComparison.Ordinal).Split(' ')];
        string script = Completions.Bash(CommandList.Create())
            + $"COMP_WORDS=(holdfast {string.Join(' ', words.Select(word => $"'{word}'"))}); COMP_CWORD={words.Length}; _holdfast; echo \"${{COMPREPLY[@]}}\"\n";
        using Process process = Process.Start(new ProcessStartInfo("bash", "-s") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        Assert.AreEqual(offered, process.StandardOutput.ReadToEnd().TrimEnd());
        process.WaitForExit();
    }
}
