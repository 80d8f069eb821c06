using System.Reflection;
using Holdfast.Histories;
using Holdfast.Thefts;

namespace Holdfast.RequestLedger;

/// <summary>
/// The judge finds what a test of requests only knows by the tag of a refusal: where a fix is taken out of a copy of the firmware, the test's thief gets his
/// signatures, goes on to the end, and the judge says what he can take. tests/Simulator/Thefts has the fixes, and finds those that no test of requests plays to its end.
/// </summary>
[TestClass]
public sealed class LedgerTests
{
    [TestMethod]
    [DataRow("1 announcements", "DomainTests.AnAnnouncementIsNotASpendOfTheWholeFunding", "699340 sat can be taken")]
    [DataRow("1 announcements", "DomainTests.AnAnnouncementIsNotOurRevokedCommitment", "649340 sat can be taken")]
    [DataRow("2 split", "AccountTests.FourRequestsDoNotEmptyTheWallet", "4500000 sat can be taken")]
    [DataRow("5 approvals", "ApprovalTests.APressForOneAmountDoesNotSignTheSameTxidWithAnother", "98925000 sat can be taken")]
    [DataRow("5 approvals", "SpliceTests.APressForASpliceDoesNotPayWalletInputsToAThief", "949000 sat can be taken")]
    [DataRow("6 channel balances", "FundingTheftTests.ASpliceIsNotCountedWithTheBalanceOfAnotherChannel", "149140 sat can be taken")]
    [DataRow("7 allowance", "AccountTests.AMisstatedAmountDoesNotBurnTheDifference", "1376750 sat can be taken")]
    [DataRow("8 first commitments", "FundingTheftTests.ASignedSuccessorOfOursIsNotReplacedByOneThatGivesMore", "998726 sat can be taken")]
    [DataRow("13 feerate of payments", "ChannelTheftTests.AClaimedFeerateDoesNotTrimLargeHtlcs", "50000 sat is left to miners")]
    [DataRow("14 trimming", "ContentRequestTests.EveryRuleOfContentHoldsForBothSidesCommitments", "50000 sat is left to miners")]
    [DataRow("15 invoices", "DomainTests.AnInvoiceIsNotASignedText", "the signature of a signed message")]
    [DataRow("15 invoices", "DomainTests.AnInvoiceIsNotAWillFundOffer", "the signature of a lease offer")]
    [DataRow("17 splice after close", "SpliceTests.AfterAMutualCloseNoSpliceIsSigned", "a splice is signed after a mutual close")]
    [DataRow("older commitment", "FundingTheftTests.AnOpeningIsNotFundedWhileAnEarlierCommitmentOfThePeerGivesEverythingAway", "998726 sat can be taken")]
    [DataRow("older commitment", "FundingTheftTests.ASpliceIsNotSignedWhileAnEarlierCommitmentOfThePeerOnItGivesEverythingAway", "698726 sat can be taken")]
    [DataRow("two channels", "FundingTheftTests.OneTransactionForTwoChannelsHasOneSplitToo", "1499700 sat can be taken")]
    [DataRow("coming back", "FundingTheftTests.ALockedFundingDoesNotComeBackForAnotherSplit", "1499700 sat can be taken")]
    [DataRow("one outpoint", "FundingTheftTests.ASpliceIsNotCountedWithTheBalanceOfAnotherChannel", "149140 sat can be taken")]
    [DataRow("lock again", "ChannelTheftTests.LockingTheFundingInUseAgainLeavesTheExitOfASignedSplice", "649340 sat can be taken")]
    [DataRow("signed expiry", "PreparedTheftTests.TheftTheEarlyExpiryIsPreparedAndTheLateOneSigned", "49999 sat can be taken")]
    public void TheJudgeFindsTheLossWhereAFixIsGone(string fix, string test, string finding)
    {
        using AlteredWorld altered = UndoneFix.All[fix].Undo(new AlteredWorld());
        Assert.AreNotEqual(0, altered.Changes, "there is no such rule or method: " + fix);
        string found = altered.Run((context, _) => Play(context.LoadFromAssemblyPath(typeof(LedgerTests).Assembly.Location), test));
        StringAssert.StartsWith(found, "ViolationException: ");
        StringAssert.Contains(found, finding);
    }

    private static string Play(Assembly tests, string test)
    {
        const string Room = "Holdfast.Unit.Requests.";
        string[] names = test.Split('.');
        tests.GetType(Room + "TestWitness")!.GetProperty("IsRuleMissing")!.SetValue(null, true);
        Type type = tests.GetType(Room + names[0])!;
        try
        {
            type.GetMethod(names[1])!.Invoke(Activator.CreateInstance(type), null);
            return "nothing was found";
        }
        catch (TargetInvocationException broken)
        {
            return broken.InnerException!.GetType().Name + ": " + broken.InnerException.Message;
        }
    }
}
