using System.Buffers.Binary;
using Holdfast.IntentLog;

namespace Holdfast.HostUnit.IntentLog;

/// <summary>What an intent log promises, wherever it is kept.</summary>
[TestClass]
public abstract class IntentStoreContract
{
    /// <summary>The same log at every call, recovered.</summary>
    protected abstract IntentStore Open(IntentStoreOptions? options = null);

    [TestMethod]
    public void WhatWasBegunIsPendingByteForByte()
    {
        Intent intent = new([1, 2], "sign", [9, 8, 7], [5]);
        long id;
        using (IntentStore log = Open())
        {
            id = log.Begin(intent);
        }

        using IntentStore again = Open();
        OpenIntent open = again.Pending().Single();
        Assert.AreEqual(id, open.Id);
        Assert.AreEqual("sign", open.Intent.Kind);
        CollectionAssert.AreEqual(intent.Channel, open.Intent.Channel);
        CollectionAssert.AreEqual(intent.Request, open.Intent.Request);
        CollectionAssert.AreEqual(intent.Context, open.Intent.Context);
    }

    [TestMethod]
    public void TheSameIntentAgainIsTheSameIntent()
    {
        using IntentStore log = Open();
        long first = log.Begin(new Intent([1], "sign", [9]));
        Assert.AreEqual(first, log.Begin(new Intent([1], "sign", [9])));
        Assert.AreEqual(1, log.Pending().Count);
    }

    [TestMethod]
    public void AnotherContentForTheSameChannelAndKindIsRefusedUntilTheFirstIsClosed()
    {
        using IntentStore log = Open();
        long id = log.Begin(new Intent([1], "sign", [9]));
        IntentOpenException refused = Assert.ThrowsException<IntentOpenException>(() => log.Begin(new Intent([1], "sign", [8])));
        Assert.AreEqual(id, refused.Open.Id);
        CollectionAssert.AreEqual(new byte[] { 9 }, refused.Open.Intent.Request);

        log.Begin(new Intent([1], "revoke", [8]));
        log.Begin(new Intent([2], "sign", [8]));
        log.Complete(id, [1], []);
        log.Begin(new Intent([1], "sign", [8]));
        Assert.AreEqual(3, log.Pending().Count);
    }

    [TestMethod]
    public void ReplyReceiptAndReasonStandInTheAuditTrailNewestFirst()
    {
        using IntentStore log = Open();
        log.Complete(log.Begin(new Intent([1], "sign", [1])), [11], Receipt(5));
        log.RecordRefusal(log.Begin(new Intent([1], "sign", [2])), "policy-commitment-fee-range");
        log.Abandon(log.Begin(new Intent([1], "sign", [3])), "force-closed");

        IReadOnlyList<ClosedIntent> trail = log.Audit(10);
        CollectionAssert.AreEqual(new byte[] { 3, 2, 1 }, trail.Select(closed => closed.Intent.Request[0]).ToArray());
        CollectionAssert.AreEqual(
            new[] { IntentOutcome.Abandoned, IntentOutcome.Refused, IntentOutcome.Completed }, trail.Select(closed => closed.Outcome).ToArray());
        Assert.AreEqual("policy-commitment-fee-range", trail[1].Note);
        CollectionAssert.AreEqual(new byte[] { 11 }, trail[2].Reply);
        CollectionAssert.AreEqual(Receipt(5), trail[2].Receipt);
    }

    [TestMethod]
    public void TheMemoryOfAChannelIsTheNewestOneThatCameWithAnAnswer()
    {
        using (IntentStore log = Open())
        {
            Assert.IsNull(log.Memory([1]));
            log.Complete(log.Begin(new Intent([1], "sign", [1])), [11], Receipt(5), memory: [7, 7]);
            log.Complete(log.Begin(new Intent([2], "sign", [1])), [11], Receipt(6), memory: [8]);
            log.Complete(log.Begin(new Intent([1], "revoke", [1])), [11], Receipt(7), memory: [9]);
            log.Complete(log.Begin(new Intent([1], "sign", [2])), [11], Receipt(8));
            long id = log.Begin(new Intent([1], "sign", [3]));
            Assert.ThrowsException<ArgumentException>(() => log.Complete(id, [1], [], memory: new byte[IntentStore.MemoryBytesMax + 1]));
            Assert.AreEqual(1, log.Pending().Count);
            log.RecordRefusal(id, "policy-commitment-fee-range");
        }

        using IntentStore again = Open();
        CollectionAssert.AreEqual(new byte[] { 9 }, again.Memory([1]));
        CollectionAssert.AreEqual(new byte[] { 8 }, again.Memory([2]));
        CollectionAssert.AreEquivalent(new[] { "01", "02" }, again.MemoryChannels().Select(Convert.ToHexString).ToArray());
        again.ForgetMemory([1]);
        Assert.IsNull(again.Memory([1]));
        Assert.AreEqual(1, again.MemoryChannels().Count);
        CollectionAssert.AreEqual(Receipt(8), again.LastReceipt());
    }

    [TestMethod]
    public void AnIntentIsClosedOnce()
    {
        using IntentStore log = Open();
        long id = log.Begin(new Intent([1], "sign", [1]));
        log.Complete(id, [11], Receipt(5));
        Assert.ThrowsException<InvalidOperationException>(() => log.Complete(id, [12], Receipt(6)));
        Assert.ThrowsException<InvalidOperationException>(() => log.RecordRefusal(id, "tag"));
        Assert.ThrowsException<InvalidOperationException>(() => log.Abandon(99, "never begun"));
        CollectionAssert.AreEqual(Receipt(5), log.LastReceipt());
        CollectionAssert.AreEqual(new byte[] { 11 }, log.Audit(1)[0].Reply);
    }

    [TestMethod]
    public void TheLastReceiptNeverGoesBack()
    {
        using (IntentStore log = Open())
        {
            Assert.IsNull(log.LastReceipt());
            long early = log.Begin(new Intent([1], "sign", [1]));
            long late = log.Begin(new Intent([2], "sign", [1]));
            log.Complete(late, [1], Receipt(7));
            log.Complete(early, [1], Receipt(6));
            log.RememberReceipt(Receipt(2));
            log.Complete(log.Begin(new Intent([3], "sign", [1])), [1], []);
        }

        using IntentStore again = Open();
        CollectionAssert.AreEqual(Receipt(7), again.LastReceipt());
        again.RememberReceipt(Receipt(8));
        CollectionAssert.AreEqual(Receipt(8), again.LastReceipt());
    }

    [TestMethod]
    public void TheTrailKeepsTheLastOnesAndNeverAnOpenOne()
    {
        using IntentStore log = Open(new IntentStoreOptions { AuditCount = 5 });
        log.Begin(new Intent([0], "sign", [77]));
        for (byte i = 0; i < 20; i++)
        {
            log.Complete(log.Begin(new Intent([1], "sign", [i])), [i], []);
        }

        CollectionAssert.AreEqual(new byte[] { 19, 18, 17, 16, 15 }, log.Audit(100).Select(closed => closed.Intent.Request[0]).ToArray());
        Assert.AreEqual(77, log.Pending().Single().Intent.Request[0]);
    }

    [TestMethod]
    public void LimitsOfAnIntentAreKept()
    {
        Assert.ThrowsException<ArgumentException>(() => new Intent([], "sign", []));
        Assert.ThrowsException<ArgumentException>(() => new Intent(new byte[129], "sign", []));
        Assert.ThrowsException<ArgumentException>(() => new Intent([1], string.Empty, []));
        Assert.ThrowsException<ArgumentException>(() => new Intent([1], new string('k', 65), []));
        Assert.ThrowsException<ArgumentException>(() => new Intent([1], "sign", new byte[(1 << 20) + 1]));
        Assert.ThrowsException<ArgumentException>(() => new Intent([1], "sign", [], new byte[65537]));
        using IntentStore log = Open();
        long id = log.Begin(new Intent(new byte[128], new string('k', 64), new byte[1 << 20], new byte[65536]));
        Assert.ThrowsException<ArgumentException>(() => log.Complete(id, [], new byte[7]));
        Assert.AreEqual(1, log.Pending().Count);
    }

    protected static byte[] Receipt(ulong sequence)
    {
        byte[] receipt = new byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(receipt, sequence);
        return receipt;
    }
}
