using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>A device that gives everything to another one: nothing is left behind, and nothing comes back.</summary>
[TestClass]
public class MoveTests
{
    private const string OnlyCloses = "holdfast-restored-only-closes";

    [TestMethod]
    public void AMovedDeviceGoesOnElsewhereAndOnlyThere()
    {
        TestPair pair = TestPair.Used();
        SignCounterpartyCommitment sign = pair.Sign(true, 1, 3, pair.Content(1));
        TestDevice target = TestBackup.Fresh(pair.Ours);
        TestBackup moved = Moved(pair, target);
        pair.Ours.Rejects(ReplyStatus.Fault, ErrorCode.Stopped, sign.Encode());
        pair.Ours.Reboot();
        UnlockReply unlocked = pair.Ours.Unlock(null!);
        Assert.IsTrue(unlocked.State == DeviceState.Stopped && pair.Ours.Status().StopReason == StopReason.Moved);
        pair.Ours.Rejects(ReplyStatus.Fault, ErrorCode.Stopped, sign.Encode());
        TestBackup again = TestBackup.Of(pair.Ours);
        Assert.IsTrue(Check.Same(again.Entries[0], moved.Entries[0]) && Check.Same(again.Receipt, moved.Receipt));

        Assert.IsTrue(moved.Restore(target));
        target.Body(sign.Encode());
        target.Rejects(ReplyStatus.NotNow, ErrorCode.NotFresh, moved.Begin().Encode());

        // The same export on a third device is only a backup.
        TestDevice third = TestBackup.Fresh(pair.Ours, 5000);
        Assert.IsFalse(moved.Restore(third));
        third.Refuses(OnlyCloses, pair.Sign(true, 1, 3, pair.Content(2)).Encode());
    }

    [TestMethod]
    public void WithoutTheButtonNothingIsMoved()
    {
        TestPair pair = TestPair.Used();
        MoveAway move = new MoveAway();
        move.VolumeId = TestDevice.Fill(16, 0xab);
        Reply reply = pair.Ours.Ask(move.Encode());
        Assert.IsTrue(reply.Code == ErrorCode.NotApproved);
        Assert.IsTrue(pair.Ours.Button.LastQuestion.IndexOf("volume abababab?") > 0);
        pair.Ours.Body(pair.Sign(true, 1, 3, pair.Content(1)).Encode());
        move.VolumeId = TestBackup.Of(pair.Ours).VolumeId;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, move.Encode());
    }

    [TestMethod]
    public void AMoveThatWasCutIsRepeatedAndGivesEverything()
    {
        for (int cut = 1; ; cut += 3)
        {
            TestPair pair = TestPair.Used();
            TestDevice target = TestBackup.Fresh(pair.Ours);
            TestBackup moved = Moved(pair, target);
            target.Volume.FailingWrite = target.Volume.Writes + cut;
            target.Button.Holds = true;
            if (moved.Tries(target))
            {
                Assert.IsTrue(cut > 6);
                break;
            }

            target.Restart();
            Reply begin = target.Ask(moved.Begin().Encode());
            if (begin.Code == ErrorCode.NotFresh)
            {
                // The last commit had happened before power failed.
                target.Body(pair.Sign(true, 1, 3, pair.Content(1)).Encode());
                continue;
            }

            Assert.IsTrue(moved.Restore(target));
            target.Body(pair.Sign(true, 1, 3, pair.Content(1)).Encode());
        }
    }

    [TestMethod]
    public void NothingOfAnOldBackupComesUnderTheRightsOfAMove()
    {
        // The thief lets the owner begin with an old backup, and end with the move.
        TestPair pair = TestPair.Used();
        TestBackup old = TestBackup.Of(pair.Ours);
        pair.Advance(2, pair.Content(1));
        TestDevice target = TestBackup.Fresh(pair.Ours);
        TestBackup moved = Moved(pair, target);
        target.Button.Holds = true;
        target.Body(old.Begin().Encode());
        target.Body(old.Slot(1).Encode());
        target.Restart();
        Assert.IsTrue(BeginRestoreReply.Decode(target.Body(moved.Begin().Encode())).IsMove);
        target.Rejects(ReplyStatus.NotNow, ErrorCode.NotFresh, moved.Slot(1).Encode());
        target.Restart();
        target.Refuses(OnlyCloses, pair.Sign(true, 1, 3, pair.Content(2)).Encode());
    }

    [TestMethod]
    public void ASlotThatTheMovedStateNeverHadStopsTheMove()
    {
        TestPair pair = TestPair.Used();
        TestBackup old = TestBackup.Of(pair.Ours);

        // Another device of the same words, without a channel: as if the old one had come from an empty state.
        TestDevice source = TestBackup.Fresh(pair.Ours, 777);
        TestDevice target = TestBackup.Fresh(pair.Ours);
        TestBackup moved = TestBackup.Moved(source, target);
        target.Button.Holds = true;
        target.Body(old.Begin().Encode());
        target.Body(old.Slot(1).Encode());
        target.Restart();
        target.Body(moved.Begin().Encode());
        target.Rejects(ReplyStatus.NotNow, ErrorCode.NotFresh, moved.Slot(0).Encode());
    }

    [TestMethod]
    public void ARestoredStateStaysOneWhenItIsMoved()
    {
        TestPair pair = TestPair.Used();
        TestDevice restored = TestBackup.Fresh(pair.Ours);
        TestBackup.Of(pair.Ours).Restore(restored);
        TestDevice target = TestBackup.Fresh(pair.Ours, 31337);
        Assert.IsTrue(TestBackup.Moved(restored, target).Restore(target));
        target.Refuses(OnlyCloses, pair.Revoke(true, 2).Encode());
    }

    private static TestBackup Moved(TestPair pair, TestDevice target)
    {
        return TestBackup.Moved(pair.Ours, target);
    }
}
