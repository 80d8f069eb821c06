using Holdfast.HistoryWorld;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: Parallelize(Workers = 0, Scope = ExecutionScope.MethodLevel)]

namespace Holdfast.Histories;

/// <summary>The default budget without a finding, the same finding from the same seed, and every removed rule found.</summary>
[TestClass]
public sealed class HistoryTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(100_001)]
    public void NoPromiseBreaksWithinTheDefaultBudget(int firstSeed)
    {
        Campaign campaign = Campaign.Run(firstSeed, Campaign.DefaultSteps);
        Assert.IsNull(campaign.Violation, campaign.Line());
        Assert.IsTrue(campaign.Releases > campaign.Steps / 20, "a world in which nothing comes out proves nothing");
        Assert.IsTrue(campaign.Fallbacks > campaign.Steps / 1000, "flash that falls back and is never repaired proves little");
    }

    [TestMethod]
    public void HistoriesOfHonestNodesReallyPay()
    {
        long releases = Enumerable.Range(1, 50).Sum(i =>
        {
            Outcome outcome = History.FromSeed(i * 4).Play();
            Assert.IsNull(outcome.Violation, outcome.Sentence);
            return outcome.Releases;
        });
        Assert.IsTrue(releases > 50 * 20, "signatures and secrets per history");
    }

    [TestMethod]
    public void ASeedIsTheSameHistoryEveryTimeAndItsTextPlaysAgain()
    {
        History history = History.FromSeed(77);
        Assert.AreEqual(history.ToString(), History.FromSeed(77).ToString());
        Outcome outcome = history.Play();
        Assert.AreEqual(outcome, history.Play());
        Assert.AreEqual(outcome, History.Parse(history.ToString()).Play());
    }

    [TestMethod]
    [DataRow("policy-commitment-retry-same")]
    [DataRow("policy-commitment-previous-revoked")]
    [DataRow("policy-revoke-new-commitment-signed")]
    public void ARuleThatIsGoneIsFound(string tag)
    {
        using AlteredWorld alone = new AlteredWorld().WithoutRule(tag);
        Assert.AreNotEqual(0, alone.Changes);
        Assert.AreNotEqual(string.Empty, alone.Play(Campaign.DefaultSteps), "the rule alone: a loss, or the invariant behind it stops the device");

        using AlteredWorld altered = new AlteredWorld().WithoutRule(tag).WithoutInvariants();
        StringAssert.StartsWith(altered.Play(Campaign.DefaultSteps), "Loss: ");
    }

    [TestMethod]
    public void WhatOnlyTheLedgerOfSignaturesSeesIsFound()
    {
        // The ledger of commitments does not weigh a close.
        using AlteredWorld altered = new AlteredWorld().WithoutRule("policy-mutual-value-matches-commitment");
        Assert.AreNotEqual(0, altered.Changes);
        StringAssert.Contains(altered.Play(Campaign.DefaultSteps), "by publishing SignMutualClose");
    }

    [TestMethod]
    public void AReplyBeforeTheCommitIsFoundAsALoss()
    {
        using AlteredWorld altered = new AlteredWorld().WithoutCommit();
        Assert.AreEqual(2, altered.Changes, "both ways to commit a fact");
        StringAssert.StartsWith(altered.Play(Campaign.DefaultSteps), "Loss: ");
    }

    [TestMethod]
    public void ARecoveryThatOverlooksAFallbackIsFound()
    {
        // A loss, or a later boot that finds the traces: the entry before the newest has a digest, too.
        using AlteredWorld altered = new AlteredWorld().WithoutDigest();
        Assert.AreNotEqual(string.Empty, altered.Play(Campaign.DefaultSteps));
    }

    [TestMethod]
    public void TheInvariantsAloneAreNotWhatProtects()
    {
        // Without them, and with all rules, nothing breaks: so what the altered worlds find is the missing rule.
        using AlteredWorld altered = new AlteredWorld().WithoutInvariants();
        Assert.AreEqual(string.Empty, altered.Play(Campaign.DefaultSteps));
    }

    [TestMethod]
    public void AFindingIsShrunkToAHandfulOfOperations()
    {
        using AlteredWorld altered = new AlteredWorld().WithoutRule("policy-commitment-retry-same");
        string finding = altered.Play(Campaign.DefaultSteps);
        int operations = finding[(finding.LastIndexOf('|') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length - 1;
        Assert.IsTrue(operations <= 8, finding);
    }
}
