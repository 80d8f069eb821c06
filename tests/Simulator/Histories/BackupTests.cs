using Holdfast.HistoryWorld.Backups;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Holdfast.Histories;

/// <summary>Whatever the thief publishes, an honest tower brings it home; and every rule that this stands on is missed when it is gone.</summary>
[TestClass]
public sealed class BackupTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(100_001)]
    public void AnHonestTowerBringsHomeWhatItAcknowledged(int firstSeed)
    {
        BackupCampaign campaign = BackupCampaign.Run(firstSeed, BackupCampaign.DefaultMoves / 3);
        Assert.IsNull(campaign.Violation, campaign.Line());
        Assert.IsTrue(campaign.States > 5 * campaign.Histories && campaign.Swept > campaign.Histories, "towers without states prove nothing: " + campaign.Line());
        Assert.IsTrue(campaign.Waits > campaign.Histories / 4, "a device that never waits proves little: " + campaign.Line());
    }

    [TestMethod]
    public void ASeedIsTheSameHistoryAndItsTextPlaysAgain()
    {
        BackupHistory history = BackupHistory.FromSeed(7);
        BackupOutcome outcome = history.Play();
        Assert.AreEqual(outcome, history.Play());
        Assert.AreEqual(outcome, BackupHistory.Parse(history.ToString()).Play());
    }

    [TestMethod]
    [DataRow("holdfast-counterparty-state-backed-up")]
    [DataRow("holdfast-tower-state-signed")]
    [DataRow("holdfast-tower-own-blob")]
    [DataRow("holdfast-tower-session-in-use")]
    [DataRow("holdfast-tower-index-reserved")]
    [DataRow("holdfast-tower-exposure")]
    [DataRow("holdfast-tower-needless")]
    [DataRow("holdfast-tower-fee")]
    public void ATowerRuleThatIsGoneIsMissed(string tag)
    {
        using AlteredWorld altered = new AlteredWorld().WithoutRule(tag);
        Assert.AreNotEqual(0, altered.Changes);
        string finding = altered.PlayBackups(BackupCampaign.DefaultMoves);
        Console.WriteLine(tag + " | " + finding);
        StringAssert.StartsWith(finding, "Loss: ");
    }

    [TestMethod]
    [DataRow("Holdfast.Requests.TowerContext", "IsOf", 0, DisplayName = "one session key on two connections")]
    [DataRow("Holdfast.Requests.Acknowledgements", "Has", 1, DisplayName = "one of several fundings is enough")]
    [DataRow("Holdfast.Towers.TowerBook", "IsTrusted", 1, DisplayName = "every tower counts")]
    [DataRow("Holdfast.Towers.TowerLink", "get_IsAgreed", 1, DisplayName = "every answer is a yes")]
    public void WhatElseAcknowledgementsStandOnIsMissed(string type, string method, int answer)
    {
        using AlteredWorld altered = new AlteredWorld().Answering(type, method, answer);
        Assert.AreNotEqual(0, altered.Changes);
        string finding = altered.PlayBackups(BackupCampaign.DefaultMoves);
        Console.WriteLine(method + " | " + finding);
        StringAssert.StartsWith(finding, "Loss: ");
    }
}
