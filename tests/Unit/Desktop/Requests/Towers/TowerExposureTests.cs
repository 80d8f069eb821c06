using Holdfast.Protocol;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>Where the owner wants it, the channel waits for the tower; and the owner can always end that.</summary>
[TestClass]
public class TowerExposureTests
{
    private const string BackedUp = "holdfast-counterparty-state-backed-up";
    private const string Agreed = "holdfast-tower-exposure";

    [TestMethod]
    public void WhatLetsTheChannelGoFurtherNeedsTheOwner()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new(device, 0x31);
        device.Refuses(Agreed, Trust(tower, true));
        device.Refuses(Agreed, Exposure(2));
        device.Button.Presses = true;
        device.Body(Trust(tower, true));
        StringAssert.Contains(device.Button.LastQuestion, "watchtower");
        Assert.AreEqual(0, device.CommitsOf(Trust(tower, true)));
        device.Button.Presses = false;
        device.Body(Exposure(16));
        device.Body(Exposure(4));
        Assert.AreEqual(0, device.CommitsOf(Exposure(4)));
        device.Refuses(Agreed, Exposure(5));
        device.Refuses(Agreed, Exposure(0));
        device.Body(Trust(tower, false));
        device.Button.Presses = true;
        device.Body(Exposure(0));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Exposure(1));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, Exposure(17));
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, new TrustTower { Tower = new byte[33], IsTrusted = true }.Encode());
    }

    [TestMethod]
    public void TheNextStateWaitsForTheAcknowledgementOfTheRevokedOne()
    {
        (TestPair pair, TestTower tower, uint index) = Counting(2);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        Assert.AreEqual(2, (int)TowerBackupTests.Ticket(pair, 2).Unacknowledged);
        pair.Ours.Refuses(BackedUp, pair.Sign(true, 1, 3, pair.Content(0)).Encode());

        // Nothing that the host says counts: only the tower's own answer.
        tower.Connect(0, index);
        pair.Ours.Body(TowerBackupTests.Update(pair, index, 1).Encode());
        pair.Ours.Refuses(BackedUp, pair.Sign(true, 1, 3, pair.Content(0)).Encode());
        tower.Says(0, Hex.Bytes("025d00480000"));
        pair.Ours.Refuses(BackedUp, pair.Sign(true, 1, 3, pair.Content(0)).Encode());

        tower.Connect(0, index);
        pair.Ours.Body(TowerBackupTests.Update(pair, index, 1).Encode());
        ulong before = pair.Ours.Status().JournalSequence;
        tower.Says(0, Hex.Bytes("025d00000001"));
        Assert.AreEqual(1UL, pair.Ours.Status().JournalSequence - before);
        Assert.AreEqual(1, (int)TowerBackupTests.Ticket(pair, 2).Unacknowledged);
        pair.Ours.Restart();
        pair.Advance(2, pair.Content(0));
        pair.Ours.Refuses(BackedUp, pair.Sign(true, 1, 4, pair.Content(1)).Encode());

        // What was signed is signed again, and the way out stays open.
        pair.Ours.Body(pair.Sign(true, 1, 3, pair.Content(0)).Encode());
        pair.Ours.Body(pair.Close(true, 1, 3).Encode());
    }

    [TestMethod]
    public void AnAcknowledgementOfAnotherStateOrAnotherTowerDoesNotCount()
    {
        (TestPair pair, TestTower tower, uint index) = Counting(3);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        pair.Advance(2, pair.Content(0));
        byte[] next = pair.Sign(true, 1, 4, pair.Content(1)).Encode();
        pair.Ours.Refuses(BackedUp, next);

        // The state above the lowest one missed.
        Acknowledge(pair, tower, index, 2);
        pair.Ours.Refuses(BackedUp, next);

        TestTower stranger = new(pair.Ours, 0x32);
        uint other = stranger.Open(1, 6);
        Acknowledge(pair, stranger, other, 1);
        pair.Ours.Refuses(BackedUp, next);

        Acknowledge(pair, tower, index, 1);
        Assert.AreEqual(2, (int)TowerBackupTests.Ticket(pair, 3).Unacknowledged);
        pair.Ours.Body(next);
    }

    [TestMethod]
    public void APreparedCommitmentWaitsAsWell()
    {
        (TestPair pair, TestTower tower, uint index) = Counting(2);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        SignCounterpartyCommitment whole = pair.Sign(true, 1, 3, pair.Content(0));
        byte[] prepare = whole.Encode();
        prepare[0] = (byte)MessageId.PrepareCounterpartyCommitment;
        pair.Ours.Refuses(BackedUp, prepare);
        Acknowledge(pair, tower, index, 1);
        pair.Ours.Body(prepare);
        pair.Ours.Body(new SignPreparedCommitment { ChannelId = pair.ChannelId(true), FundingPrefix = TestPair.Prefix(1), Number = 3 }.Encode());
        Assert.AreEqual(2, (int)TowerBackupTests.Ticket(pair, 3).Unacknowledged);
    }

    [TestMethod]
    public void TheOwnerEndsItWhenEveryTowerIsDead()
    {
        (TestPair pair, _, _) = Counting(2);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        byte[] next = pair.Sign(true, 1, 3, pair.Content(0)).Encode();
        pair.Ours.Refuses(BackedUp, next);
        pair.Ours.Button.Presses = false;
        pair.Ours.Refuses(Agreed, Exposure(0));
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(Exposure(0));
        pair.Ours.Body(next);
        Assert.AreEqual(0, (int)TowerBackupTests.Ticket(pair, 3).Unacknowledged);
    }

    /// <summary>Without an output of the peer there is nothing to punish, so nothing to wait for.</summary>
    [TestMethod]
    public void AStateWithoutTheirMoneyCountsAtOnce()
    {
        TestPair pair = new() { PushMsat = 0 };
        pair.SetUp(1);
        (TestTower tower, uint index) = Count(pair, 2);
        TestContent content = pair.Content(0);
        content.OurSat += 330;
        pair.Exchange(1, 0, content);
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        pair.Theirs.Body(pair.Lock(false, 1).Encode());
        pair.Advance(0, content);
        Assert.AreEqual(2, (int)TowerBackupTests.Ticket(pair, 1).Unacknowledged);
        pair.Ours.Refuses(BackedUp, pair.Sign(true, 1, 2, content).Encode());
        MakeTowerBackup request = TowerBackupTests.Request(pair, index, 0);
        Assert.AreEqual(0UL, request.Sat);
        request.Index = new TestTower(pair.Ours, 0x32).Open(0, 6);
        Assert.IsTrue(TowerBackupTests.Backup(pair, request).IsNeedless);
        Assert.AreEqual(2, (int)TowerBackupTests.Ticket(pair, 1).Unacknowledged);
        request.Index = index;
        Assert.IsTrue(TowerBackupTests.Backup(pair, request).IsNeedless);
        Assert.AreEqual(1, (int)TowerBackupTests.Ticket(pair, 1).Unacknowledged);
        pair.Ours.Body(pair.Sign(true, 1, 2, content).Encode());
        Assert.IsNotNull(tower);
    }

    private static (TestPair Pair, TestTower Tower, uint Index) Counting(byte exposureMax)
    {
        TestPair pair = TestPair.Locked();
        (TestTower tower, uint index) = Count(pair, exposureMax);
        return (pair, tower, index);
    }

    private static (TestTower Tower, uint Index) Count(TestPair pair, byte exposureMax)
    {
        TestTower tower = new(pair.Ours, 0x31);
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(Trust(tower, true));
        pair.Ours.Body(Exposure(exposureMax));
        return (tower, tower.Open(0, 6));
    }

    private static void Acknowledge(TestPair pair, TestTower tower, uint index, ulong number)
    {
        tower.Connect(2, index);
        UpdateTower update = TowerBackupTests.Update(pair, index, number);
        update.Link = 2;
        pair.Ours.Body(update.Encode());
        tower.Says(2, Hex.Bytes("025d00000001"));
    }

    private static byte[] Trust(TestTower tower, bool isTrusted) => new TrustTower { Tower = tower.Point, IsTrusted = isTrusted }.Encode();

    private static byte[] Exposure(byte exposureMax) => new SetTowerExposure { ExposureMax = exposureMax }.Encode();
}
