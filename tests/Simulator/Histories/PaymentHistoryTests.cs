using Holdfast.HistoryWorld.Payments;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Holdfast.Histories;

/// <summary>
/// Forwards, own payments, parts over two channels, payments for invoices of the vault, splices, starts of the device, and a thief with the node, the peers and the host: the
/// owner loses nothing beyond what she agreed to, an honest node is never refused, and every part of the account and of the vault that is taken out is missed.
/// </summary>
[TestClass]
public sealed class PaymentHistoryTests
{
    private const string Policy = "Holdfast.Policy.";
    private const string Account = "Holdfast.Requests.PaymentAccount";
    private const string Query = "Holdfast.Payments.HashQuery";
    private const string Timeout = "Holdfast.Requests.TimeoutProof";
    private const string Vault = "Holdfast.Requests.VaultContext";
    private const string Order = "Holdfast.Vault.JitOrder";
    private const string Tables = "Holdfast.Payments.HtlcTables";

    private static readonly Dictionary<string, (Func<AlteredWorld, AlteredWorld> Undo, string Deeds)> s_parts = new()
    {
        ["BalanceMovesByPayments"] = (world => world.Replaced("Holdfast.Payments.BalanceWindow", "Of", "AnyBalance"), "Skim"),
        ["UnlistedWithinLimit"] = (world => world.Without(Policy + "UnlistedWithinLimit", "Require"), "Trickle"),
        ["what came without being listed makes no room"] = (
            world => world.Replaced("Holdfast.Requests.UnlistedAmounts", "Carried", "CarriedForEver"), "Trickle"),
        ["ForwardIsCovered and the rule behind it"] = (
            world => world.Without(Policy + "ForwardIsCovered", "Require").Without(Policy + "PaymentIsInvoiced", "Require"), "PayTwice"),
        ["ApprovalIsKept and the rule behind it"] = (
            world => world.Without(Policy + "ApprovalIsKept", "Require").Without(Policy + "PaymentIsInvoiced", "Require"), "Overpay"),
        ["ApprovalIsGiven"] = (world => world.Without(Policy + "ApprovalIsGiven", "Require"), "ApproveAlone"),
        ["VelocityWithinLimit"] = (world => world.Without(Policy + "VelocityWithinLimit", "Require"), "ApproveAlone"),
        ["PaidOnlyOnce"] = (world => world.Without(Policy + "PaidOnlyOnce", "Require"), "PayAgain"),
        ["PayeeIsAgreed"] = (world => world.Without(Policy + "PayeeIsAgreed", "Require"), "ApproveAlone"),
        ["TimeoutIsProven"] = (world => world.Without(Policy + "TimeoutIsProven", "Require"), "SayTimedOut"),
        ["the depth of what came back"] = (world => world.Answering(Timeout, "get_DepthBlocks", 100), "SayTimedOut"),
        ["how the peer's output was spent"] = (world => world.Answering(Timeout, "CameBack", 1), "SayTimedOut"),
        ["where the holder's output went"] = (world => world.Answering(Timeout, "CameToHolder", 1), "SayTimedOut"),
        ["PaymentIsInvoiced"] = (world => world.Without(Policy + "PaymentIsInvoiced", "Require"), "Confuse"),
        ["IncomingIsKept"] = (world => world.Without(Policy + "IncomingIsKept", "Require"), "FailPaid"),
        ["ExpiryLeavesTime"] = (world => world.Without(Policy + "ExpiryLeavesTime", "Require"), "SwapExpiry"),
        ["ExpiryLeavesTime where something is given back"] = (world => world.Replaced("Holdfast.Payments.PaymentChange", "IsTooEarly", "TooEarlyForMore"), "SwapExpiry"),
        ["FundingsCarryTheSame"] = (world => world.Without(Policy + "FundingsCarryTheSame", "Require"), "OtherFunding"),
        ["what is prepared counts"] = (world => world.Replaced("Holdfast.Payments.HtlcTable", "Counts", "CountsSigned"), "PrepareAndPay"),
        ["the digest of a table that is shown"] = (world => world.Answering(Account, "IsOf", 1), "ShowOldTable"),
        ["every table is needed"] = (world => world.Answering(Tables, "get_FirstMissing", -1), "ShowOldTable"),
        ["ghosts"] = (world => world.Answering(Tables, "CanCount", 0), "ReturnAndPay"),
        ["the button for adoption"] = (world => world.AnsweringCall("Holdfast.Requests.AdoptPaymentsHandler", "Handle", "Agrees", 1), "Adopt"),
        ["the button for limits"] = (world => world.AnsweringCall("Holdfast.Requests.SetLimitsHandler", "Handle", "Agrees", 1), "Switch"),
        ["PartsAreCommitted and the rules behind it"] = (
            world => world.Without(Policy + "PartsAreCommitted", "Require").Without(Policy + "PartsAreLocked", "Require").Without(Policy + "UnlockedWithinLimit", "Require"),
            "StealPreimage"),
        ["a prepared commitment counts for a release"] = (world => world.Replaced(Query, "IsInFlightEverywhere", "CommittedBesidesPrepared"), "StealPreimage"),
        ["an unrevoked commitment counts for a release"] = (world => world.Replaced(Query, "IsInFlightEverywhere", "CommittedBesidesPrevious"), "StealPreimage"),
        ["AmountIsPromised"] = (world => world.Without(Policy + "AmountIsPromised", "Require"), "StealPreimage"),
        ["ReleasedOnce"] = (world => world.Without(Policy + "ReleasedOnce", "Require"), "StealPreimage"),
        ["ReleasedIsKept"] = (world => world.Without(Policy + "ReleasedIsKept", "Require"), "StealPreimage"),
        ["PromiseIsOpen"] = (world => world.Without(Policy + "PromiseIsOpen", "Require"), "StealPreimage"),
        ["SecretIsPromised"] = (world => world.Without(Policy + "SecretIsPromised", "Require"), "StealPreimage"),
        ["ClaimLeavesTime"] = (world => world.Without(Policy + "ClaimLeavesTime", "Require"), "StealPreimage"),
        ["each part is an HTLC of its own"] = (world => world.Replaced(Query, "Find", "FindAny"), "StealPreimage"),
        ["what is in flight keeps its promise"] = (world => world.Answering(Vault, "IsOver", 1), "StealPreimage"),
        ["promises are written down"] = (world => world.WithoutCall(Vault, "Write", "Holdfast.Journal.FlashJournal", "Commit"), "StealPreimage"),
        ["VaultHashStays"] = (world => world.Without(Policy + "VaultHashStays", "Require"), "StealPreimage"),
        ["the fee of an order"] = (world => world.Replaced(Order, "FeeMsat", "AnyFee"), "KeepMore"),
        ["the fee of an order is kept once"] = (world => world.Replaced(Order, "Taken", "NeverTaken"), "KeepMore"),
        ["a fee is for a new channel"] = (world => world.Replaced(Order, "IsNewChannel", "AnyChannel"), "KeepMore"),
        ["FeeIsForChannel"] = (world => world.Without(Policy + "FeeIsForChannel", "Require"), "KeepMore"),
        ["PartsAreLocked"] = (world => world.Without(Policy + "PartsAreLocked", "Require").Without(Policy + "UnlockedWithinLimit", "Require"), "KeepMore"),
        ["UnlockedWithinLimit"] = (world => world.Without(Policy + "UnlockedWithinLimit", "Require"), "KeepMore"),
        ["the button for an order"] = (world => world.AnsweringCall("Holdfast.Requests.AgreeJitTermsHandler", "Require", "Agrees", 1), "KeepMore"),
        ["what is forgotten is written down"] = (world => world.WithoutCall(Vault, "Forget", Vault, "Write"), "KeepMore"),
        ["channels that end cover nothing new"] = (world => world.WithLastArgument(Account, "Recorded", "Set", 0), "CoverByClosed"),
    };

    public static IEnumerable<object[]> Parts => s_parts.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DataRow(1)]
    [DataRow(1_000_000)]
    public void NothingIsLostBeyondWhatWasAgreedTo(int firstSeed)
    {
        PayCampaign campaign = PayCampaign.Run(firstSeed, PayCampaign.DefaultMoves / 2);
        Assert.IsNull(campaign.Violation, campaign.Line());
        Assert.IsTrue(campaign.Payments > campaign.Histories && campaign.Restarts > campaign.Histories, "a world in which nothing happens proves nothing: " + campaign.Line());
    }

    [TestMethod]
    [DynamicData(nameof(Parts))]
    public void APartThatIsGoneIsALoss(string name)
    {
        (Func<AlteredWorld, AlteredWorld> undo, string deeds) = s_parts[name];
        using AlteredWorld altered = undo(new AlteredWorld());
        Assert.AreNotEqual(0, altered.Changes, "there is no such part: " + name);
        string finding = altered.PlayPayments(PayCampaign.DefaultMoves, deeds);
        Console.WriteLine(name + " | " + finding);
        StringAssert.StartsWith(finding, "Loss: ");
    }

    [TestMethod]
    public void AHistoryPlaysAgainFromItsText()
    {
        PayHistory history = PayHistory.FromSeed(77);
        PayOutcome outcome = history.Play();
        Assert.AreEqual(outcome, history.Play());
        Assert.AreEqual(outcome, PayHistory.Parse(history.ToString()).Play());
    }
}
