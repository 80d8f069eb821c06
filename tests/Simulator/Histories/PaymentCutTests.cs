using Holdfast.HistoryWorld.Payments;
using Holdfast.Protocol;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Holdfast.Histories;

/// <summary>
/// Power goes at every operation of the flash while promises, releases, approvals, commitments with payments and the lock of a splice are written down. What was asked is done
/// wholly or not at all, its repeat gets the same answer (the same preimage), and the host's tables are complete again.
/// </summary>
[TestClass]
public sealed class PaymentCutTests
{
    private static readonly MessageId[] s_written =
    [
        MessageId.PromiseInvoice, MessageId.ReleasePreimage, MessageId.CancelPromise, MessageId.ApproveKeysend, MessageId.SignCounterpartyCommitment,
        MessageId.SignPreparedCommitment, MessageId.ValidateHolderCommitment, MessageId.RevokeHolderCommitment, MessageId.ValidateRevocation, MessageId.LockOutpoint,
    ];

    /// <summary>From the terms to the release: never a promise without its order, never a release without the mark that the fee was kept, never a lost one.</summary>
    [TestMethod]
    public void EveryCutOfAnOrderLeavesWhatWasBeforeOrAfter()
    {
        PayCuts cuts = PayCuts.Run(isOrder: true);
        Console.WriteLine(string.Join(", ", cuts.Cuts.Select(each => each.Key + " " + each.Value)));
        Assert.AreEqual(0, cuts.Violations.Count, string.Join('\n', cuts.Violations));
        foreach (MessageId id in new[] { MessageId.AgreeJitTerms, MessageId.PromiseInvoice, MessageId.ReleasePreimage, MessageId.ForgetJitOrder })
        {
            Assert.IsTrue(cuts.Cuts.GetValueOrDefault(id) >= 8, id + " was cut " + cuts.Cuts.GetValueOrDefault(id) + " times");
        }
    }

    [TestMethod]
    public void EveryCutLeavesWhatWasBeforeOrAfter()
    {
        PayCuts cuts = PayCuts.Run();
        Console.WriteLine(string.Join(", ", cuts.Cuts.Select(each => each.Key + " " + each.Value)));
        Assert.AreEqual(0, cuts.Violations.Count, string.Join('\n', cuts.Violations));
        foreach (MessageId id in s_written)
        {
            Assert.IsTrue(cuts.Cuts.GetValueOrDefault(id) >= 8, id + " was cut " + cuts.Cuts.GetValueOrDefault(id) + " times");
        }
    }
}
