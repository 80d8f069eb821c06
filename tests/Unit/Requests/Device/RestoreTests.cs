using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A backup on another device: what has to be true of it, what that device does with it, and what a thief gets from an old one.</summary>
[TestClass]
public class RestoreTests
{
    private const string OnlyCloses = "holdfast-restored-only-closes";
    private const string CloseAgreed = "holdfast-restored-close-agreed";

    [TestMethod]
    public void EachCommitCostsOneRequestAndNoWrite()
    {
        TestPair pair = TestPair.Locked();
        TestBackup backup = TestBackup.Of(pair.Ours);
        pair.Exchange(1, 1, pair.Content(1));
        pair.RevokeBoth(0);
        ulong commits = pair.Ours.Status().JournalSequence - backup.Sequence;
        int writes = pair.Ours.Volume.Writes;
        Assert.AreEqual((int)commits, backup.Update(pair.Ours) + (int)commits - 1);
        Assert.AreEqual(writes, pair.Ours.Volume.Writes);
        Assert.AreEqual(1, backup.Update(pair.Ours));
    }

    [TestMethod]
    public void ARestoredDeviceClosesWithTheButton()
    {
        TestPair pair = TestPair.Used();
        TestBackup backup = TestBackup.Of(pair.Ours);
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        Assert.IsFalse(backup.Restore(restored));

        restored.Refuses(CloseAgreed, pair.Close(true, 1, 2).Encode());
        restored.Refuses(CloseAgreed, TestClose.Of(pair, true).Encode());
        restored.Button.Presses = true;
        restored.Body(TestClose.Of(pair, true).Encode());
        Assert.IsTrue(restored.Button.LastQuestion.IndexOf("pay 699500 sat to ") > 0);
        restored.Body(pair.Close(true, 1, 2).Encode());
        Assert.IsTrue(restored.Button.LastQuestion.IndexOf("the peer takes all of it") > 0);

        // What is signed is signed: the node may ask again.
        restored.Button.Presses = false;
        restored.Body(pair.Close(true, 1, 2).Encode());
    }

    [TestMethod]
    public void ARestoredDevicePromisesNothingNew()
    {
        TestPair pair = TestPair.Used();
        TestBackup backup = TestBackup.Of(pair.Ours);
        ValidateHolderCommitment next = pair.Validate(true, 1, 3, pair.Content(1), pair.Signed(true, 1, 3, pair.Content(1)));
        SignCounterpartyCommitment sign = pair.Sign(true, 1, 3, pair.Content(1));
        SignCounterpartyCommitment repeat = pair.Sign(true, 1, 2, pair.Content(0));
        byte[] signature = pair.Ours.Body(repeat.Encode()).Rest();
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        backup.Restore(restored);
        restored.Button.Presses = true;
        restored.SetLimit(19, 0);

        restored.Refuses(OnlyCloses, sign.Encode());
        restored.Refuses(OnlyCloses, sign.EncodeAs(MessageId.PrepareCounterpartyCommitment));
        restored.Refuses(OnlyCloses, next.Encode());
        restored.Refuses(OnlyCloses, pair.Revoke(true, 2).Encode());
        restored.Refuses(OnlyCloses, pair.Setup(true, 9).Encode());
        pair.Ours.Body(next.Encode());
        NewChannel another = new NewChannel();
        another.Peer = pair.TheirNode;
        another.Dbid = 77;
        restored.Refuses(OnlyCloses, another.Encode());
        SetupChannel setup = pair.Setup(true, 8);
        setup.Dbid = 77;
        restored.Refuses(OnlyCloses, setup.Encode());
        PromiseInvoice promise = new PromiseInvoice();
        promise.AmountMsat = 1000;
        promise.ExpiresAt = 2000000000;
        restored.Refuses(OnlyCloses, promise.Encode());

        // What was promised is promised: the same content gets the same signature, and a secret that is out is given again.
        Assert.IsTrue(Check.Same(signature, restored.Body(repeat.Encode()).Rest()));
        restored.Body(pair.Revoke(true, 1).Encode());
    }

    [TestMethod]
    public void AnOldBackupGivesNoSecondContent()
    {
        // The theft: the newest state is 3, the thief has kept backup and receipt of state 2, and lets the owner restore them.
        TestPair pair = TestPair.Used();
        TestBackup old = TestBackup.Of(pair.Ours);
        pair.Advance(2, pair.Content(1));
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        old.Restore(restored);
        restored.Button.Presses = true;
        restored.SetLimit(19, 0);
        restored.Refuses(OnlyCloses, pair.Sign(true, 1, 3, pair.Content(2)).Encode());

        // What the thief gets is the owner's press on a revoked commitment, which the question warns of.
        restored.Button.Presses = false;
        restored.Refuses(CloseAgreed, pair.Close(true, 1, 2).Encode());
    }

    [TestMethod]
    public void AReceiptOfALaterStateForbidsTheBackup()
    {
        TestPair pair = TestPair.Used();
        TestBackup old = TestBackup.Of(pair.Ours);
        pair.Exchange(1, 3, pair.Content(1));
        TestBackup newest = TestBackup.Of(pair.Ours);
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        restored.Button.Holds = true;
        BeginRestore begin = old.Begin();
        begin.Receipt = newest.Receipt;
        restored.Refuses("holdfast-backup-newest", begin.Encode());
        begin = newest.Begin();
        begin.Receipt = old.Receipt;
        restored.Refuses("holdfast-backup-newest", begin.Encode());
        Assert.AreEqual(0, restored.Button.Questions);
    }

    [TestMethod]
    public void WithoutTheButtonNothingIsRestored()
    {
        TestPair pair = TestPair.Used();
        TestBackup backup = TestBackup.Of(pair.Ours);
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        byte[] image = restored.Volume.Image();
        Reply reply = restored.Ask(backup.Begin().Encode());
        Assert.IsTrue(reply.Code == ErrorCode.NotApproved);
        Assert.IsTrue(restored.Button.LastQuestion.IndexOf("Close all channels from backup " + backup.Sequence.ToString()) == 0);
        Assert.IsTrue(Check.Same(image, restored.Volume.Image()));
        restored.Rejects(ReplyStatus.NotNow, ErrorCode.NotFresh, backup.Slot(1).Encode());
    }

    [TestMethod]
    public void OtherWordsOpenNoBackup()
    {
        TestBackup backup = TestBackup.Of(TestPair.Used().Ours);
        TestDevice other = TestBackup.Fresh(new TestDevice(), 0x33, 99);
        other.Button.Holds = true;
        other.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, backup.Begin().Encode());
    }

    [TestMethod]
    public void SlotsOfTwoMomentsAreNoBackup()
    {
        TestPair pair = TestPair.Used();
        TestBackup old = TestBackup.Of(pair.Ours);
        pair.Ours.Button.Presses = true;
        pair.Ours.SetLimit(1, 200000);
        pair.Ours.SetLimit(1, 1000000000);
        pair.Exchange(1, 3, pair.Content(1));
        TestBackup mixed = TestBackup.Of(pair.Ours);
        TestBackup whole = mixed.Copy();
        int changed = 0;
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        restored.Button.Holds = true;
        for (int slot = 0; slot < mixed.Entries.Length; slot++)
        {
            if (old.Entries[slot] != null && !Check.Same(mixed.Entries[slot], old.Entries[slot]))
            {
                changed++;
                byte[] kept = mixed.Entries[slot];
                mixed.Entries[slot] = old.Entries[slot];
                restored.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, mixed.Begin().Encode());
                mixed.Entries[slot] = kept;
            }
        }

        Assert.IsTrue(changed >= 1);

        // Nor is one that says that a slot was never written.
        mixed.Entries[mixed.Entries.Length - 1] = null!;
        restored.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, mixed.Begin().Encode());

        // And after a good beginning only the slots that it names are taken.
        restored.Body(whole.Begin().Encode());
        restored.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, old.Slot(1).Encode());
        RestoreSlot elsewhere = whole.Slot(1);
        elsewhere.Slot = 2;
        restored.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, elsewhere.Encode());
        RestoreSlot bare = whole.Slot(1);
        bare.Attachment = new byte[0];
        restored.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, bare.Encode());
        bare.Attachment = whole.Entries[1];
        restored.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, bare.Encode());
        restored.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, whole.Slot(0).Encode());
        restored.Rejects(ReplyStatus.NotNow, ErrorCode.Restoring, new NodeKeys().Encode());
        whole.ShowSlots(restored);
        restored.Body(whole.Slot(0).Encode());
        restored.Rejects(ReplyStatus.NotNow, ErrorCode.Locked, new NodeKeys().Encode());
    }

    [TestMethod]
    public void EveryChangedBitOfABackupIsNoticed()
    {
        TestPair pair = TestPair.Used();
        TestBackup backup = TestBackup.Of(pair.Ours);
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        restored.Button.Holds = true;
        byte[] begin = backup.Begin().Encode();
        for (int at = 1; at < begin.Length; at += 7)
        {
            begin[at] ^= 0x10;
            Reply reply = restored.Ask(begin);
            Assert.IsTrue(reply.Status == ReplyStatus.Malformed || reply.Tag == "holdfast-backup-newest");
            begin[at] ^= 0x10;
        }

        Assert.AreEqual(0, restored.Button.Questions);
    }

    [TestMethod]
    public void ADeviceThatHasPromisedSomethingTakesNoBackup()
    {
        TestPair pair = TestPair.Used();
        TestBackup backup = TestBackup.Of(pair.Ours);
        TestDevice used = TestDevice.Unfollowed(0x11);
        used.Button.Holds = true;
        used.Rejects(ReplyStatus.NotNow, ErrorCode.NotFresh, backup.Begin().Encode());
        pair.Ours.Button.Holds = true;
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.NotFresh, backup.Begin().Encode());
    }

    [TestMethod]
    public void ARestoreThatWasCutIsRepeated()
    {
        TestPair pair = TestPair.Used();
        TestBackup backup = TestBackup.Of(pair.Ours);
        for (int cut = 1; ; cut++)
        {
            TestDevice restored = TestBackup.Fresh(pair.Ours);
            int before = restored.Volume.Writes;
            restored.Volume.FailingWrite = before + cut;
            restored.Button.Holds = true;
            if (backup.Tries(restored))
            {
                Assert.IsTrue(cut > 6);
                break;
            }

            restored.Restart();
            backup.Restore(restored);
            restored.Button.Presses = true;
            restored.SetLimit(19, 0);
            restored.Refuses(OnlyCloses, pair.Sign(true, 1, 3, pair.Content(1)).Encode());
            restored.Body(pair.Close(true, 1, 2).Encode());
        }
    }

    [TestMethod]
    public void WhatWasClosedInBetweenStaysClosed()
    {
        TestPair pair = TestPair.Used();
        TestBackup backup = TestBackup.Of(pair.Ours);
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        restored.Button.Holds = true;
        restored.Body(backup.Begin().Encode());
        restored.Body(backup.Slot(1).Encode());
        restored.Restart();
        restored.Button.Presses = true;
        restored.Body(pair.Close(true, 1, 2).Encode());
        restored.Button.Presses = false;
        backup.Restore(restored);
        restored.Body(pair.Close(true, 1, 2).Encode());
    }

    [TestMethod]
    public void LimitsAndApprovalsDoNotComeBack()
    {
        TestPair pair = TestPair.Used();
        pair.Ours.Button.Presses = true;
        pair.Ours.SetLimit(1, 2000000000);
        AllowPayee allow = new AllowPayee();
        allow.Payee = pair.TheirNode;
        allow.IsAllowed = true;
        pair.Ours.Body(allow.Encode());
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        byte[] presets = restored.Status().LimitsDigest;
        TestBackup.Of(pair.Ours).Restore(restored);
        Assert.IsTrue(Check.Same(presets, restored.Status().LimitsDigest));
        Assert.AreEqual(0, ReadAllowlistReply.Decode(restored.Body(new ReadAllowlist().Encode())).Payees.Length);
        Assert.AreEqual(1, (int)restored.Status().Channels);
    }

    [TestMethod]
    public void TheRecordOfForgottenNumbersKnowsBoth()
    {
        ForgottenChannels moved = new ForgottenChannels().With(5).Moved(TestDevice.Fill(16, 7));
        ForgottenChannels read = ForgottenChannels.Decode(moved.Encode());
        Assert.IsTrue(Check.Same(read.MovedTo, moved.MovedTo) && read.Contains(5) && !read.Contains(6) && !read.IsEverything);
        Assert.IsTrue(ForgottenChannels.Decode(ForgottenChannels.Everything().Encode()).IsEverything);
        Assert.IsTrue(ForgottenChannels.Everything().Contains(ulong.MaxValue));
    }
}
