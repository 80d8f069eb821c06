using System.Text.Json.Nodes;
using Holdfast.HostUnit.HsmdBridge;
using Holdfast.NodeRequests.Rules;

namespace Holdfast.HostUnit.Tool;

/// <summary>`holdfast explain`: every name that a refusal can carry is known, and what is printed is what the documents say.</summary>
[TestClass]
public sealed class ExplainCommandTests
{
    [TestMethod]
    public void TheBookHasEveryRowOfTheDocuments()
    {
        RuleBook book = RuleBook.Read();
        Assert.IsTrue(book.Rules.Count > 80 && book.Limits.Count > 15 && book.Comparisons.Count > 90);
        CollectionAssert.AreEquivalent(book.Rules.Select(rule => rule.Tag).Distinct().ToArray(), book.Tags.Select(tag => tag.Tag).ToArray());
        Assert.IsTrue(book.Tags.SelectMany(tag => tag.Limits).All(limit => book.Limits.Any(entry => entry.Name == limit)));
        Assert.IsTrue(book.Rules.All(rule => rule.Requests.All(Enum.IsDefined)));
    }

    [TestMethod]
    public void ATagIsExplainedWithAllItsRules()
    {
        string output = Run("policy-commitment-fee-range").Output;
        foreach (string part in (string[])["FeeWithinRange: ", "FeerateFitsFee: ", "TrimmedSumWithinLimit: ", "SignCounterpartyCommitment (36)", "FeeratePerKwMax: 25,000 on the main network", "What to do: "])
        {
            StringAssert.Contains(output, part);
        }
    }

    [TestMethod]
    public void ARuleIsExplainedAloneInWhateverCase()
    {
        JsonObject json = JsonNode.Parse(Run("retryissame", "--json").Output)!.AsObject();
        Assert.AreEqual("policy-commitment-retry-same", json["tag"]!.ToString());
        Assert.AreEqual("RetryIsSame", json["rules"]!.AsArray().Single()!["name"]!.ToString());
        Assert.AreEqual("enforced", json["vls"]!["here"]!.ToString());
        Assert.IsTrue(json["whatToDo"]!.ToString().Length > 20);
    }

    [TestMethod]
    public void ATagThatOnlyTheOtherSignerHasSaysWhy()
    {
        JsonObject json = JsonNode.Parse(Run("policy-sweep-locktime", "--json").Output)!.AsObject();
        Assert.AreEqual(0, json["rules"]!.AsArray().Count);
        Assert.AreEqual("missing", json["vls"]!["here"]!.ToString());
        Assert.IsTrue(json["vls"]!["note"]!.ToString().Length > 20);
    }

    private static CommandRun Run(params string[] arguments)
    {
        CommandRun run = CommandLine.Run(["explain", .. arguments]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        return run;
    }
}
