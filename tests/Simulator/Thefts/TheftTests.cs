using Holdfast.Histories;
using Holdfast.HistoryWorld.Money;
using Holdfast.SignatureLedger;
using Microsoft.VisualStudio.TestTools.UnitTesting;

[assembly: Parallelize(Workers = 0, Scope = ExecutionScope.MethodLevel)]

namespace Holdfast.Thefts;

/// <summary>
/// Nothing is found within the default budget; every fix that is taken out is; and the judge's own hashes are right. Thefts by payments, and of preimages of the vault, need
/// contents of several channels that go on together: they are found in the world of PaymentHistoryTests (tests/Simulator/Histories).
/// </summary>
[TestClass]
public sealed class TheftTests
{
    public static IEnumerable<object[]> Fixes => UndoneFix.All.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DataRow(1)]
    [DataRow(1_000_001)]
    public void TheThiefTakesNothingWithinTheDefaultBudget(int firstSeed)
    {
        MoneyCampaign campaign = MoneyCampaign.Run(firstSeed, MoneyCampaign.DefaultMoves);
        Assert.IsNull(campaign.Violation, campaign.Line());
        Assert.IsTrue(campaign.Signatures > 5 * campaign.Histories, "a world in which nothing is signed proves nothing: " + campaign.Line());
    }

    [TestMethod]
    public void PreparingAloneTakesNothing()
    {
        MoneyCampaign campaign = MoneyCampaign.Run(1, MoneyCampaign.DefaultMoves / 4, [MoneyDeed.Ahead]);
        Assert.IsNull(campaign.Violation, campaign.Line());
        Assert.IsTrue(campaign.Signatures > 5 * campaign.Histories, campaign.Line());
    }

    [TestMethod]
    [DynamicData(nameof(Fixes))]
    public void AFixThatIsGoneIsFound(string name)
    {
        UndoneFix fix = UndoneFix.All[name];
        using AlteredWorld altered = fix.Undo(new AlteredWorld());
        Assert.AreNotEqual(0, altered.Changes, "there is no such rule or method: " + name);
        string finding = altered.PlayMoney(MoneyCampaign.DefaultMoves, fix.Deeds);
        Console.WriteLine(name + " | " + fix.Theft + " | " + finding);
        StringAssert.StartsWith(finding, fix.Finding + ": ");
    }

    [TestMethod]
    public void AHistoryPlaysAgainFromItsText()
    {
        MoneyHistory history = MoneyHistory.FromSeed(77);
        Assert.AreEqual(history.ToString(), MoneyHistory.FromSeed(77).ToString());
        MoneyOutcome outcome = history.Play();
        Assert.AreEqual(outcome, history.Play());
        Assert.AreEqual(outcome, MoneyHistory.Parse(history.ToString()).Play());
    }

    /// <summary>BIP 143, the example of P2WPKH inside P2SH.</summary>
    [TestMethod]
    public void TheJudgeHashesAsBip143Does()
    {
        Transaction transaction = Transaction.Parse(Convert.FromHexString(
            "0100000001db6b1b20aa0fd7b23880be2ecbd4a98130974cf4748fb66092ac4d3ceb1a54770100000000feffffff02b8b4eb0b000000001976a914a457b684d7f0d539a46a45bbc043f35b59d0d963" +
            "88ac0008af2f000000001976a914fd270b1ee6abcaea97fea7ad0402e8bd8ad6d77c88ac92040000"));
        byte[] scriptCode = Convert.FromHexString("76a91479091972186c449eb1ded22b78e40d009bdf008988ac");
        Assert.AreEqual("64F3B0F4DD2BB3AA1CE8566D220CC74DDA9DF97D8490CC81D89D735C92E59FB6",
            Convert.ToHexString(Sighash.Version0(transaction, 0, scriptCode, 1_000_000_000, Sighash.All)));
    }

    [TestMethod]
    public void TheJudgeKnowsRipemd160() =>
        Assert.AreEqual("8EB208F7E05D987A9B044A8E98C6B087F15A0BFC", Convert.ToHexString(Ripemd160.Hash("abc"u8.ToArray())));
}
