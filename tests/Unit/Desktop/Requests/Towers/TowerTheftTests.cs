using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Towers;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>What a thief who owns the host tried so that states count as backed up which no tower could punish, or so that backups are deleted.</summary>
[TestClass]
public class TowerTheftTests
{
    private const string Needless = "holdfast-tower-needless";
    private const string InUse = "holdfast-tower-session-in-use";

    /// <summary>
    /// A tower lets an unused session be opened again with other terms. The thief asks twice, keeps the tower's first yes from the device until the second is given, and
    /// shows the first: the device would sign sweeps with one fee and the tower publish them with another, so no signature would be valid.
    /// </summary>
    [TestMethod]
    public void ATowersYesToOlderTermsOpensNothing()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower first = new(device, 0x31);
        TestTower second = new(device, 0x31);
        uint index = first.Reserve(6, false).Index;
        first.Connect(0, index);
        first.Hears(CreateTowerSessionReply.Decode(device.Body(TestTower.Creation(0).Encode())).Bytes);
        second.Connect(1, index);
        CreateTowerSession creation = TestTower.Creation(1);
        creation.FeeratePerKw = 5000;
        second.Hears(CreateTowerSessionReply.Decode(device.Body(creation.Encode())).Bytes);

        device.Rejects(ReplyStatus.NotNow, ErrorCode.NoTowerLink, TestTower.Received(0, first.SealedLength(5)));
        Assert.AreEqual(0, ReadTowerBookReply.Decode(device.Body(new ReadTowerBook().Encode())).Sessions.Length);
        second.Says(1, Hex.Bytes("025b0000000000"));
        Assert.AreEqual(5000u, ReadTowerBookReply.Decode(device.Body(new ReadTowerBook().Encode())).Sessions[0].FeeratePerKw);
    }

    /// <summary>A session with a high fee calls a small balance of the peer needless; a thief opens one, and publishes the old state that has it.</summary>
    [TestMethod]
    public void WhatAHighFeeWouldEatDoesNotCountAsBackedUp()
    {
        TestPair pair = WithTheirs(15000);
        TestTower tower = Trusted(pair, 2);
        uint costly = Open(pair, tower, 40000);
        pair.Advance(0, pair.Content(0));
        MakeTowerBackup request = TowerBackupTests.Request(pair, costly, 0);
        Assert.AreEqual(15000UL, request.Sat);
        pair.Ours.Refuses(Needless, request.Encode());
        Assert.AreEqual(2, (int)TowerBackupTests.Ticket(pair, 1).Unacknowledged);

        // With a session that leaves something, it is backed up.
        uint fair = Open(pair, tower, 2500);
        tower.Connect(0, fair);
        pair.Ours.Body(TowerBackupTests.Update(pair, fair, 0).Encode());
        tower.Says(0, Hex.Bytes("025d00000001"));
        Assert.AreEqual(1, (int)TowerBackupTests.Ticket(pair, 1).Unacknowledged);

        // Where it would not count, it is only said.
        pair.Ours.Body(new TrustTower { Tower = tower.Point, IsTrusted = false }.Encode());
        Assert.IsTrue(TowerBackupTests.Backup(pair, request).IsNeedless);
        pair.Ours.Body(new TrustTower { Tower = tower.Point, IsTrusted = true }.Encode());
        pair.Ours.Refuses(Needless, request.Encode());
        pair.Ours.Body(new SetTowerExposure().Encode());
        Assert.IsTrue(TowerBackupTests.Backup(pair, request).IsNeedless);
    }

    [TestMethod]
    [DataRow(10000, true)]
    [DataRow(10001, false)]
    public void WhatMayBeLeftWithoutABackupIsSmall(int sat, bool counts)
    {
        TestPair pair = WithTheirs((ulong)sat);
        TestTower tower = Trusted(pair, 2);
        uint costly = Open(pair, tower, 40000);
        pair.Advance(0, pair.Content(0));
        MakeTowerBackup request = TowerBackupTests.Request(pair, costly, 0);
        if (counts)
        {
            Assert.IsTrue(TowerBackupTests.Backup(pair, request).IsNeedless);
        }
        else
        {
            pair.Ours.Refuses(Needless, request.Encode());
        }

        Assert.AreEqual(counts ? 1 : 2, (int)TowerBackupTests.Ticket(pair, 1).Unacknowledged);
    }

    /// <summary>A tower that says yes and counts otherwise has something else than what was sent: its old state came back, or it lies.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(2)]
    [DataRow(256)]
    public void AYesToAnotherNumberIsNoAcknowledgement(int lastApplied)
    {
        TestPair pair = WithTheirs(300000);
        TestTower tower = Trusted(pair, 2);
        uint index = Open(pair, tower, 2500);
        pair.Advance(0, pair.Content(0));
        tower.Connect(0, index);
        pair.Ours.Body(TowerBackupTests.Update(pair, index, 0).Encode());
        ReceiveTowerReply said = tower.Says(0, Hex.Bytes("025d0000" + lastApplied.ToString("x4")));
        Assert.IsTrue(said.Verdict == TowerVerdict.Message && said.Code == 0 && said.LastApplied == lastApplied);
        Assert.AreEqual(2, (int)TowerBackupTests.Ticket(pair, 1).Unacknowledged);
    }

    /// <summary>The owner lets go of the towers, or relies on one, and takes it back within two minutes: the same request does not bring it back without a press.</summary>
    [TestMethod]
    public void APressIsForOneChangeOnly()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new(device, 0x31);
        TestTower other = new(device, 0x32);
        device.Button.Presses = true;
        device.Body(new TrustTower { Tower = tower.Point, IsTrusted = true }.Encode());
        device.Body(new TrustTower { Tower = other.Point, IsTrusted = true }.Encode());
        device.Body(new TrustTower { Tower = other.Point, IsTrusted = false }.Encode());
        device.Button.Presses = false;
        device.Refuses("holdfast-tower-exposure", new TrustTower { Tower = other.Point, IsTrusted = true }.Encode());

        device.Body(new SetTowerExposure { ExposureMax = 2 }.Encode());
        device.Button.Presses = true;
        device.Body(new SetTowerExposure().Encode());
        device.Body(new SetTowerExposure { ExposureMax = 2 }.Encode());
        device.Button.Presses = false;
        device.Refuses("holdfast-tower-exposure", new SetTowerExposure().Encode());
    }

    [TestMethod]
    public void TheOwnerIsToldWhichTowerToRelyOn()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestTower tower = new(device, 0x31);
        device.Button.Presses = true;
        device.Body(new TrustTower { Tower = tower.Point, IsTrusted = true }.Encode());
        StringAssert.Contains(device.Button.LastQuestion, Hex.Text(tower.Point));
    }

    /// <summary>The channel of a backup is no longer in the book, so no bit of the session stands for it; the session is not empty all the same.</summary>
    [TestMethod]
    public void BackupsOfAChannelThatIsGoneAreDeletedWithTheButtonOnly()
    {
        TestPair pair = TestPair.Locked();
        TestTower tower = new(pair.Ours, 0x31);
        uint index = tower.Open(0, 6);
        pair.Advance(0, pair.Content(0));
        pair.Advance(1, pair.Content(1));
        UpdateTower update = TowerBackupTests.Update(pair, index, 1);
        pair.Ours.Body(new ForgetChannel { ChannelId = pair.ChannelId(true) }.Encode());
        PushOut(pair);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.UnknownChannel, TowerBackupTests.TicketOf(pair, 2));

        tower.Connect(0, index);
        Assert.AreEqual(1, pair.Ours.CommitsOf(update.Encode()));
        tower.Says(0, Hex.Bytes("025d00000001"));
        update.UpdateNumber = 2;
        update.LastApplied = 1;
        Assert.AreEqual(0, pair.Ours.CommitsOf(update.Encode()));
        tower.Says(0, Hex.Bytes("025d00000002"));
        pair.Ours.Button.Presses = false;
        pair.Ours.Refuses(InUse, new DeleteTowerSession().Encode());
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(new DeleteTowerSession().Encode());
    }

    /// <summary>
    /// The owner restores her secret on another chip, or after a wipe, and numbers begin anew. A channel under an old name, with a funding that begins with the same four
    /// bytes, would else be backed up by the states and blobs of the life before.
    /// </summary>
    [TestMethod]
    public void TicketsAndBackupsOfALifeBeforeMeanNothing()
    {
        TowerState state = new(TestDevice.Fill(16, 1), 2, 3);
        byte[] txid = TestDevice.Fill(32, 4);
        byte[] point = TestDevice.Fill(33, 5);
        TowerContext before = TestSigner.Of(0x11, 1).Towers;
        TowerContext same = TestSigner.Of(0x11, 1).Towers;
        TowerContext after = TestSigner.Of(0x11, 2).Towers;
        Assert.AreEqual(Hex.Text(before.Ticket(state, txid, 0, 6, point)), Hex.Text(same.Ticket(state, txid, 0, 6, point)));
        Assert.AreNotEqual(Hex.Text(before.Ticket(state, txid, 0, 6, point)), Hex.Text(after.Ticket(state, txid, 0, 6, point)));
        Assert.AreNotEqual(Hex.Text(before.Seal(1, state, txid, point)), Hex.Text(after.Seal(1, state, txid, point)));
    }

    // Openings by the holder take every slot but one of the journal's last, which is the chain's, and then one by the peer takes that of the channel which was forgotten.
    private static void PushOut(TestPair pair)
    {
        pair.Ours.Button.Presses = true;
        int slots = ReadJournalReply.Decode(pair.Ours.Body(new ReadJournal().Encode())).SlotCountMax;
        for (byte i = 2; i < slots; i++)
        {
            SetupChannel setup = pair.Setup(true, i);
            setup.Dbid = i;
            setup.IsOutbound = i < slots - 1;
            setup.Push = 0;
            pair.Ours.Body(setup.Encode());
        }
    }

    private static TestPair WithTheirs(ulong sat)
    {
        TestPair pair = new() { PushMsat = sat * 1000 };
        pair.SetUp(1);
        return pair;
    }

    private static TestTower Trusted(TestPair pair, byte exposureMax)
    {
        TestTower tower = new(pair.Ours, 0x31);
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(new TrustTower { Tower = tower.Point, IsTrusted = true }.Encode());
        pair.Ours.Body(new SetTowerExposure { ExposureMax = exposureMax }.Encode());
        pair.Exchange(1, 0, pair.Content(0));
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        pair.Theirs.Body(pair.Lock(false, 1).Encode());
        return tower;
    }

    private static uint Open(TestPair pair, TestTower tower, uint feeratePerKw)
    {
        uint index = tower.Reserve(6, false).Index;
        tower.Connect(0, index);
        CreateTowerSession creation = TestTower.Creation(0);
        creation.FeeratePerKw = feeratePerKw;
        tower.Hears(CreateTowerSessionReply.Decode(pair.Ours.Body(creation.Encode())).Bytes);
        tower.Says(0, Hex.Bytes("025b0000000000"));
        return index;
    }
}
