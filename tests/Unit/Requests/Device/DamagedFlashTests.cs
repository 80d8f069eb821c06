using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

/// <summary>Key files and journal files that rot, vanish or fall back: never a blank device beside a journal, and nothing is repaired without the owner.</summary>
[TestClass]
public class DamagedFlashTests
{
    /// <summary>
    /// The theft of the erased journal: provisioning was cut before its last write, and later one bit of the finished copy rots. Before, the device
    /// called itself blank with a full journal, and a new seed went over it without the button.
    /// </summary>
    [TestMethod]
    public void AnInterruptedProvisioningAndARottenBitAreNoBlankDevice()
    {
        TestDevice whole = new TestDevice();
        whole.Provision(0x11);
        TestDevice device = new TestDevice();
        device.Volume.FailingWrite = whole.Volume.Writes;
        device.Ask(Message().Encode());
        device.Reboot();
        device.Unlock(null!);

        byte[] rotten = device.Volume.Read("k/k");
        rotten[60] ^= 1;
        device.Volume.Write("k/k", rotten);
        device.Reboot();
        Assert.IsTrue(device.Status().State == DeviceState.Locked);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.AlreadyProvisioned, Message().Encode());
    }

    [TestMethod]
    public void AnUnfinishedKeyFileBesideARottenOneIsNoBlankDevice()
    {
        // Without a marker, too: nobody can know that the rotten copy was not a finished one.
        TestDevice device = TestDevice.Ready(0x11);
        device.Volume.Delete(JournalLayout.MarkerPath);
        byte[] unfinished = Interrupted(2).Read("k/k");
        device.Volume.Write("k/k", new byte[] { 1, 2, 3 });
        device.Volume.Write("l/k", unfinished);
        device.Reboot();
        Assert.IsTrue(device.Status().State == DeviceState.Stopped);
        device.Rejects(ReplyStatus.Fault, ErrorCode.Stopped, Message().Encode());
    }

    [TestMethod]
    public void NoSingleKeyFileThatFallsBackMakesADeviceBlank()
    {
        TestVolume interrupted = Interrupted(2);
        string[] copies = new string[] { "k/k", "l/k" };
        for (int i = 0; i < copies.Length; i++)
        {
            for (int content = 0; content < 3; content++)
            {
                TestDevice device = TestDevice.Ready(0x11);
                byte[] good = device.Volume.Read("k/k");
                device.Volume.Delete(copies[i]);
                if (content != 0)
                {
                    device.Volume.Write(copies[i], content == 1 ? new byte[0] : interrupted.Read("k/k"));
                }

                device.Reboot();
                Assert.IsTrue(device.Status().State == DeviceState.Locked);
                device.Button.Holds = true;
                Assert.IsTrue(device.Unlock(null!).State == DeviceState.Ready);
                Assert.IsTrue(Check.Same(good, device.Volume.Read(copies[i])), "repaired");
            }
        }
    }

    /// <summary>Before, a device that had once met damage answered every later malformed request as a fault, for as long as it had power, even after a wipe.</summary>
    [TestMethod]
    public void AMalformedRequestToADamagedDeviceIsMalformed()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Volume.Write("k/k", new byte[] { 1, 2, 3 });
        device.Volume.Write("l/k", new byte[] { 1, 2, 3 });
        device.Reboot();
        Assert.IsTrue(device.Status().StopReason == StopReason.JournalDamaged);
        byte[] longer = new byte[] { (byte)MessageId.Status, 0 };
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, longer);
        device.Button.Holds = true;
        device.Body(new Wipe().Encode());
        Assert.IsTrue(device.Status().State == DeviceState.Blank);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, longer);
    }

    [TestMethod]
    public void AMalformedRequestAfterAJournalThatDidNotOpenIsMalformed()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Volume.Write("a/h", new byte[348]);
        device.Volume.Write("b/h", new byte[348]);
        device.Volume.Write("00/c", new byte[348]);
        device.Reboot();
        Unlock unlock = new Unlock();
        unlock.HostHalf = device.HostHalf;
        Reply reply = device.Ask(unlock.Encode());
        Assert.IsTrue(reply.Status == ReplyStatus.Fault && reply.Code == ErrorCode.Invariant);
        Assert.IsTrue(device.Status().StopReason == StopReason.JournalDamaged);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, new byte[] { (byte)MessageId.Status, 0 });
    }

    [TestMethod]
    public void AReadErrorOnOneCopyIsSurvived()
    {
        string[] copies = new string[] { "k/k", "l/k" };
        for (int i = 0; i < copies.Length; i++)
        {
            TestDevice device = TestDevice.Ready(0x11);
            device.Volume.UnreadablePath = copies[i];
            device.Reboot();
            Assert.IsTrue(device.Status().State == DeviceState.Locked);
            device.Button.Holds = true;
            Assert.IsTrue(device.Unlock(null!).State == DeviceState.Ready);
        }
    }

    [TestMethod]
    public void WhatCannotBeReadIsNotMissing()
    {
        // A volume on which everything that says "provisioned" fails to be read, one file after the other.
        TestDevice device = TestDevice.Ready(0x11);
        KeyFile.Delete(device.Volume);
        device.Volume.Delete("a/h");
        device.Volume.Delete("b/h");
        device.Volume.UnreadablePath = JournalLayout.MarkerPath;
        device.Reboot();
        Assert.IsTrue(device.Status().State == DeviceState.Stopped);

        device.Volume.Delete(JournalLayout.MarkerPath);
        device.Volume.Write("k/k", new byte[1]);
        device.Volume.UnreadablePath = "k/k";
        device.Reboot();
        Assert.IsTrue(device.Status().State == DeviceState.Stopped);
    }

    [TestMethod]
    public void TwoKeyFilesForOneJournalThatDisagreeStopTheDevice()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestDevice other = new TestDevice();
        Provision message = Message();
        message.HostHalf = TestDevice.Fill(32, 0x78);
        other.Body(message.Encode());
        Assert.IsTrue(Check.Same(JournalMarker.VolumeIdOf(device.Volume), JournalMarker.VolumeIdOf(other.Volume)) == false);

        // The same volume id with another secret: the checksum is no secret, so a hand in the flash can make it fit.
        byte[] forged = other.Volume.Read("k/k");
        System.Array.Copy(JournalMarker.VolumeIdOf(device.Volume), 0, forged, 12, 16);
        ByteWriter crc = new ByteWriter(4);
        crc.U32(Crc32.Of(forged, 0, forged.Length - 4));
        System.Array.Copy(crc.ToArray(), 0, forged, forged.Length - 4, 4);
        device.Volume.Write("l/k", forged);
        device.Reboot();
        StatusReply status = device.Status();
        Assert.IsTrue(status.State == DeviceState.Stopped && status.StopReason == StopReason.JournalDamaged);
    }

    [TestMethod]
    public void OneDamagedCopyOfTheKeyFileIsEnoughForTheOwner()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Volume.Write("k/k", new byte[] { 1, 2, 3 });
        device.Reboot();
        device.Button.Holds = true;
        Assert.IsTrue(device.Unlock(null!).Recovery == RecoveryState.Repaired);
        Assert.IsTrue(Check.Same(device.Volume.Read("k/k"), device.Volume.Read("l/k")));
        device.Volume.Write("k/k", new byte[] { 1, 2, 3 });
        device.Volume.Write("l/k", new byte[] { 1, 2, 3 });
        device.Reboot();
        StatusReply status = device.Status();
        Assert.IsTrue(status.State == DeviceState.Stopped && status.StopReason == StopReason.JournalDamaged);
    }

    [TestMethod]
    public void DamageIsShownAndWaitsForTheOwner()
    {
        TestPair pair = TestPair.Locked();
        pair.Ours.Volume.Write("01/c", new byte[] { 1 });
        byte[] image = pair.Ours.Volume.Image();
        pair.Ours.Reboot();
        Unlock unlock = new Unlock();
        unlock.HostHalf = pair.Ours.HostHalf;
        pair.Ours.Button.Presses = true;
        Reply refused = pair.Ours.Ask(unlock.Encode());
        Assert.IsTrue(refused.Status == ReplyStatus.Refused && refused.Code == ErrorCode.NotApproved, "a press is not enough");
        Assert.IsTrue(pair.Ours.Light.Asked == SignerLight.Repairing);
        StatusReply status = pair.Ours.Status();
        Assert.IsTrue(status.State == DeviceState.Locked && status.Recovery == RecoveryState.WaitsForOwner && status.Repairs == 1);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.Locked, pair.Sign(true, 1, 0, pair.Content(0)).Encode());
        Assert.IsTrue(Check.Same(image, pair.Ours.Volume.Image()), "nothing was repaired");

        pair.Ours.Button.Holds = true;
        pair.Ours.Button.Clock.NowMs += 600000;
        UnlockReply reply = pair.Ours.Unlock(null!);
        Assert.IsTrue(reply.State == DeviceState.Ready && reply.Recovery == RecoveryState.Repaired);
        Assert.IsTrue(pair.Ours.Status().Recovery == RecoveryState.Repaired && pair.Ours.Status().Repairs == 1);
        pair.Ours.Body(pair.Sign(true, 1, 0, pair.Content(0)).Encode());

        pair.Ours.Button.Holds = false;
        pair.Ours.Restart();
        Assert.IsTrue(pair.Ours.Status().Recovery == RecoveryState.None && pair.Ours.Status().Repairs == 0);
    }

    /// <summary>Before, a rotten file of a slot that neither head held stopped the device for good: only a wipe helped.</summary>
    [TestMethod]
    public void ARottenSlotThatNoHeadHoldsNeedsTheOwnerAndLosesNothing()
    {
        TestPair pair = TestPair.Locked();
        for (int slot = 0; slot < 3; slot++)
        {
            string path = JournalLayout.SlotPath(slot);
            byte[] good = pair.Ours.Volume.Read(path);
            pair.Ours.Volume.Write(path, new byte[] { 1 });
            pair.Ours.Reboot();
            pair.Ours.Button.Holds = false;
            Unlock unlock = new Unlock();
            unlock.HostHalf = pair.Ours.HostHalf;
            Assert.IsTrue(pair.Ours.Ask(unlock.Encode()).Code == ErrorCode.NotApproved);
            pair.Ours.Button.Holds = true;
            pair.Ours.Button.Clock.NowMs += 600000;
            Assert.IsTrue(pair.Ours.Unlock(null!).Recovery == RecoveryState.Repaired);
            Assert.IsTrue(Check.Same(good, pair.Ours.Volume.Read(path)));
        }

        pair.Ours.Body(pair.Sign(true, 1, 0, pair.Content(0)).Encode());
    }

    [TestMethod]
    public void AReceiptAloneDoesNotRestoreALostHead()
    {
        // The host that shows the receipt may be the one that damaged the head.
        TestPair pair = TestPair.Locked();
        byte[] receipt = pair.Ours.Ask(new Status().Encode()).Receipt;
        string newest = (pair.Ours.Status().JournalSequence & 1) == 0 ? "a/h" : "b/h";
        pair.Ours.Volume.Write(newest, new byte[] { 1 });
        pair.Ours.Reboot();
        Unlock unlock = new Unlock();
        unlock.HostHalf = pair.Ours.HostHalf;
        unlock.Receipt = receipt;
        Assert.IsTrue(pair.Ours.Ask(unlock.Encode()).Code == ErrorCode.NotApproved);
        pair.Ours.Button.Holds = true;
        pair.Ours.Button.Clock.NowMs += 600000;
        Assert.IsTrue(pair.Ours.Unlock(receipt).Recovery == RecoveryState.VouchedByHost);
        Assert.IsTrue(pair.Ours.Status().Recovery == RecoveryState.VouchedByHost);
    }

    [TestMethod]
    public void AVolumeOfOtherKeysStopsTheDevice()
    {
        TestDevice device = TestDevice.Ready(0x11);
        TestDevice other = TestDevice.Ready(0x12);
        device.Volume.Write("k/k", other.Volume.Read("k/k"));
        device.Volume.Write("l/k", other.Volume.Read("k/k"));
        device.Volume.Write(Holdfast.Journal.JournalLayout.MarkerPath, other.Volume.Read(Holdfast.Journal.JournalLayout.MarkerPath));
        device.Reboot();
        Unlock unlock = new Unlock();
        unlock.HostHalf = device.HostHalf;
        Reply reply = device.Ask(unlock.Encode());
        Assert.IsTrue(reply.Status == ReplyStatus.Fault);
        Assert.IsTrue(device.Status().StopReason == StopReason.JournalDamaged);
    }

    [TestMethod]
    public void AJournalWithoutItsKeysStopsTheDevice()
    {
        TestDevice device = TestDevice.Ready(0x11);
        Holdfast.Requests.KeyFile.Delete(device.Volume);
        device.Reboot();
        Assert.IsTrue(device.Status().State == DeviceState.Stopped);
        device.Rejects(ReplyStatus.Fault, ErrorCode.Stopped, Message().Encode());
    }

    // A volume on which provisioning was cut after so many writes.
    private static TestVolume Interrupted(int writes)
    {
        TestDevice device = new TestDevice();
        device.Volume.FailingWrite = writes + 1;
        device.Ask(Message().Encode());
        device.Volume.FailingWrite = 0;
        return device.Volume;
    }

    private static Provision Message()
    {
        Provision message = new Provision();
        message.Kind = SecretKind.Raw;
        message.Network = Network.Regtest;
        message.Secret = TestDevice.Fill(32, 0x11);
        message.HostHalf = TestDevice.Fill(32, 0x77);
        return message;
    }
}
