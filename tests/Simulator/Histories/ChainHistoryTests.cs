using System.Text.RegularExpressions;
using Holdfast.HistoryWorld.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Holdfast.Histories;

/// <summary>Random chains, reorganisations, wrong headers, stale tips and restarts: no false lock, no expiry out of reach; and every part that is taken out is found.</summary>
[TestClass]
public sealed class ChainHistoryTests
{
    private static readonly Dictionary<string, string> s_losses = new()
    {
        ["policy-chain-validated"] = "a funding was locked", ["policy-commitment-htlc-cltv-range"] = "at height|the chain is at",
    };

    public static IEnumerable<string> Tags => s_losses.Keys;

    public static IEnumerable<object[]> Rows => Tags.Select(tag => new object[] { tag });

    [TestMethod]
    public void NothingFalseIsLockedOrPromised()
    {
        ChainCampaign campaign = ChainCampaign.Run(1, ChainCampaign.DefaultSteps);
        Assert.AreEqual(string.Empty, campaign.Finding);
        Assert.IsTrue(campaign.Releases > campaign.Steps / 50, "a world in which nothing comes out proves nothing");
        Assert.IsTrue(campaign.Reorganisations > campaign.Histories / 4, $"{campaign.Reorganisations} reorganisations in {campaign.Histories} histories");
        Assert.IsTrue(campaign.Restarts > campaign.Histories, $"{campaign.Restarts} restarts");
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void ARuleThatIsGoneIsALoss(string tag)
    {
        using AlteredWorld altered = new AlteredWorld().WithoutRule(tag);
        Assert.AreNotEqual(0, altered.Changes);
        string finding = altered.PlayChain(ChainCampaign.DefaultSteps);
        StringAssert.StartsWith(finding, "Loss: ");
        StringAssert.Matches(finding, new Regex(s_losses[tag]));
    }

    [TestMethod]
    [DataRow("Holdfast.Chain.Target", "IsMet", 1, "headers without work")]
    [DataRow("Holdfast.Chain.HeaderChain", "MedianAt", 0, "times that go back")]
    [DataRow("Holdfast.Chain.HeaderChain", "get_IsBehind", 0, "a stale tip after a start")]
    [DataRow("Holdfast.Chain.HeaderChain", "get_Reorganisations", 0, "a proof in a block that was replaced")]
    public void APartThatIsGoneIsALoss(string type, string method, int answer, string what)
    {
        using AlteredWorld altered = new AlteredWorld().Answering(type, method, answer);
        Assert.AreEqual(1, altered.Changes, what);
        StringAssert.StartsWith(altered.PlayChain(ChainCampaign.DefaultSteps), "Loss: ", what);
    }

    [TestMethod]
    public void AProofWithoutItsTransactionIsALoss()
    {
        using AlteredWorld altered = new AlteredWorld().Replaced("Holdfast.Chain.MerkleProof", "Require", "TransactionOnly");
        Assert.AreEqual(1, altered.Changes);
        StringAssert.StartsWith(altered.PlayChain(ChainCampaign.DefaultSteps), "Loss: ");
    }
}
