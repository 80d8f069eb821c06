using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.Unit.Requests;

/// <summary>A secret comes once, needs both halves, survives a cut at any write, and goes with the button.</summary>
[TestClass]
public class ProvisioningTests
{
    [TestMethod]
    public void ASecretComesOnce()
    {
        TestDevice device = TestDevice.Ready(0x11);
        Provision again = Message(32);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.AlreadyProvisioned, again.Encode());
        DrawEntropy draw = new DrawEntropy();
        draw.HostEntropy = new byte[32];
        device.Rejects(ReplyStatus.NotNow, ErrorCode.AlreadyProvisioned, draw.Encode());
    }

    [TestMethod]
    public void ItsLengthFitsItsKind()
    {
        TestDevice device = new TestDevice();
        Provision message = Message(31);
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, message.Encode());
        message = Message(32);
        message.Kind = SecretKind.Mnemonic;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, message.Encode());
        message = Message(64);
        message.Kind = SecretKind.Mnemonic;
        device.Body(message.Encode());
        device.Unlock(null!);
        Assert.IsTrue(NodeKeysReply.Decode(device.Body(new NodeKeys().Encode())).AccountXpub != null);
    }

    [TestMethod]
    public void ADeviceWithoutANetworkGetsNoSecret()
    {
        TestDevice device = new TestDevice();
        byte[] request = Message(32).Encode();
        Assert.IsTrue(request[2] == (byte)Network.Regtest);
        request[2] = 0;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request);
        request[2] = (byte)Network.Regtest + 1;
        device.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request);
        Assert.IsTrue(device.Status().Network == Network.None);
    }

    [TestMethod]
    public void TheNetworkIsKeptWithTheSecretAndDecidesTheLimits()
    {
        for (byte network = (byte)Network.Bitcoin; network <= (byte)Network.Regtest; network++)
        {
            TestDevice device = new TestDevice();
            Provision message = Message(32);
            message.Network = (Network)network;
            device.Body(message.Encode());
            device.Restart();
            Assert.IsTrue(device.Status().Network == (Network)network);
            Assert.IsTrue(NodeKeysReply.Decode(device.Body(new NodeKeys().Encode())).Network == (Network)network);
            byte[] digest = Sha256.Hash(new Limits(network == (byte)Network.Bitcoin, 74).Encode());
            Assert.IsTrue(Check.Same(digest, device.Status().LimitsDigest));
        }
    }

    [TestMethod]
    public void AKeyFileThatNamesAnotherNetworkDoesNotOpen()
    {
        TestDevice device = new TestDevice();
        Provision message = Message(32);
        message.Network = Network.Bitcoin;
        device.Body(message.Encode());
        const int networkAt = 11;
        foreach (string path in new string[] { "k/k", "l/k" })
        {
            byte[] file = device.Volume.Read(path);
            Assert.IsTrue(file[networkAt] == (byte)Network.Bitcoin);
            file[networkAt] = (byte)Network.Regtest;
            uint check = Crc32.Of(file, 0, file.Length - 4);
            for (int i = 0; i < 4; i++)
            {
                file[file.Length - 1 - i] = (byte)(check >> (8 * i));
            }

            device.Volume.Write(path, file);
        }

        device.Reboot();
        Unlock unlock = new Unlock();
        unlock.HostHalf = TestDevice.Fill(32, 0x77);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.WrongHostHalf, unlock.Encode());
    }

    [TestMethod]
    public void TheSecretIsNotOnTheFlashInClear()
    {
        TestDevice device = new TestDevice();
        Provision message = Message(32);
        for (int i = 0; i < 32; i++)
        {
            message.Secret[i] = (byte)(i * 7 + 1);
        }

        byte[] secret = (byte[])message.Secret.Clone();
        device.Body(message.Encode());
        byte[] image = device.Volume.Image();
        for (int at = 0; at + 8 <= image.Length; at++)
        {
            bool found = true;
            for (int i = 0; found && i < 8; i++)
            {
                found = image[at + i] == secret[i];
            }

            Assert.IsFalse(found);
        }
    }

    [TestMethod]
    public void AnotherHalfDoesNotOpenIt()
    {
        TestDevice device = new TestDevice();
        device.Provision(0x11);
        Unlock unlock = new Unlock();
        unlock.HostHalf = TestDevice.Fill(32, 0x78);
        device.Rejects(ReplyStatus.NotNow, ErrorCode.WrongHostHalf, unlock.Encode());
        Assert.IsTrue(device.Unlock(null!).State == DeviceState.Ready);

        // Nor does it join a device that is open already.
        device.Rejects(ReplyStatus.NotNow, ErrorCode.WrongHostHalf, unlock.Encode());
        Assert.IsTrue(device.Unlock(null!).State == DeviceState.Ready);
    }

    [TestMethod]
    public void TheReceiptTellsWhereTheDeviceIs()
    {
        TestPair pair = TestPair.Opened();
        byte[] before = pair.Ours.Ask(new Status().Encode()).Receipt;
        Assert.IsTrue(pair.Ours.Unlock(before).Receipt == ReceiptResult.Same);
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        Assert.IsTrue(pair.Ours.Unlock(before).Receipt == ReceiptResult.DeviceAhead);
        pair.Ours.Reboot();
        Assert.IsTrue(pair.Ours.Unlock(before).Receipt == ReceiptResult.DeviceAhead);
        Assert.IsTrue(pair.Ours.Unlock(null!).Receipt == ReceiptResult.NotGiven);
    }

    [TestMethod]
    public void ADeviceOlderThanItsReceiptStops()
    {
        // The other device goes on from the same state, so its receipt is one that this flash has never reached.
        TestPair pair = TestPair.Opened();
        TestPair ahead = TestPair.Opened();
        ahead.Ours.Body(ahead.Lock(true, 1).Encode());
        byte[] receipt = ahead.Ours.Ask(new Status().Encode()).Receipt;
        UnlockReply reply = pair.Ours.Unlock(receipt);
        Assert.IsTrue(reply.Receipt == ReceiptResult.DeviceOlder && reply.State == DeviceState.Stopped);
        StatusReply status = pair.Ours.Status();
        Assert.IsTrue(status.State == DeviceState.Stopped && status.StopReason == StopReason.OlderThanReceipt && status.Sentence.Length > 20);
        pair.Ours.Rejects(ReplyStatus.Fault, ErrorCode.Stopped, pair.Sign(true, 1, 0, pair.Content(0)).Encode());
        Assert.IsTrue(pair.Ours.Light.Shown == SignerLight.Stopped);
    }

    [TestMethod]
    public void AForeignReceiptStopsToo()
    {
        TestDevice device = TestDevice.Ready(0x11);
        UnlockReply reply = device.Unlock(TestDevice.Fill(24, 1));
        Assert.IsTrue(reply.Receipt == ReceiptResult.Foreign && reply.State == DeviceState.Stopped);
        Assert.IsTrue(device.Status().StopReason == StopReason.JournalForeign);
    }

    [TestMethod]
    public void EveryCutWhileProvisioningLeavesABlankOrAWholeDevice()
    {
        TestDevice whole = new TestDevice();
        whole.Provision(0x11);
        int writes = whole.Volume.Writes;
        Assert.IsTrue(writes > 20);
        int locked = 0;
        for (int cut = 1; cut <= writes; cut++)
        {
            TestDevice device = new TestDevice();
            device.Volume.FailingWrite = cut;
            Reply failed = device.Ask(Message(32).Encode());
            Assert.IsTrue(failed.Status == ReplyStatus.Fault && failed.Code == ErrorCode.Storage);
            bool hasMarker = device.Volume.Read(JournalLayout.MarkerPath) != null;
            device.Reboot();
            DeviceState state = device.Status().State;
            Assert.IsTrue(state == (hasMarker ? DeviceState.Locked : DeviceState.Blank), "a journal that is complete is never blank");
            locked += hasMarker ? 1 : 0;
            if (state == DeviceState.Blank)
            {
                device.Provision(0x11);
            }

            Assert.IsTrue(device.Unlock(null!).State == DeviceState.Ready);
            Assert.IsTrue(device.Status().Recovery == RecoveryState.None && device.Status().Repairs == 0, "a cut is no damage");
            Assert.IsTrue(Check.Same(device.Volume.Read("k/k"), device.Volume.Read("l/k")));
        }

        // All of them after the marker: what fills the root directory, and the two copies of the finished key file.
        Assert.AreEqual(JournalLayout.SettleWrites + 2, locked);
    }

    [TestMethod]
    public void AWipeThatFailsForgetsTheSecretsInMemory()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Button.Holds = true;
        device.Volume.FailingDelete = 1;
        Assert.IsTrue(device.Ask(new Wipe().Encode()).Status == ReplyStatus.Fault);
        Assert.IsTrue(device.Status().State == DeviceState.Stopped);
        device.Rejects(ReplyStatus.Fault, ErrorCode.Stopped, new ReadJournal().Encode());
    }

    /// <summary>Power fails at every removal of a wipe: the keys go first, so what is left without them is noise, and wiping again finishes.</summary>
    [TestMethod]
    public void AWipeThatWasCutLeavesNoKeysWithoutTheirWholeJournal()
    {
        TestDevice whole = new TestDevice();
        whole.Provision(0x11);
        TestVolume volume = whole.Volume.Fork();
        whole.Button.Holds = true;
        whole.Volume.Deletes = 0;
        whole.Body(new Wipe().Encode());
        int removals = whole.Volume.Deletes;
        for (int cut = 1; cut <= removals; cut += cut < 40 || cut > removals - 8 ? 1 : 37)
        {
            TestDevice device = new TestDevice(volume.Fork());
            device.Button.Holds = true;
            device.Volume.FailingDelete = cut;
            Assert.IsTrue(device.Ask(new Wipe().Encode()).Status == ReplyStatus.Fault);
            device.Volume.FailingDelete = 0;
            device.Reboot();
            bool hasKeys = device.Volume.Read("k/k") != null || device.Volume.Read("l/k") != null;
            Assert.IsTrue(hasKeys == (cut <= 2), "the keys go first");
            if (hasKeys)
            {
                Assert.IsTrue(device.Unlock(null!).State == DeviceState.Ready, "nothing is lost yet");
            }
            else
            {
                StatusReply status = device.Status();
                Assert.AreEqual("3 4", ((int)status.State).ToString() + " " + ((int)status.StopReason).ToString(), "cut " + cut.ToString());
            }

            device.Body(new Wipe().Encode());
            device.Reboot();
            Assert.IsTrue(device.Status().State == DeviceState.Blank);
        }
    }

    [TestMethod]
    public void WipingNeedsTheButton()
    {
        TestPair pair = TestPair.Opened();
        Reply refused = pair.Ours.Ask(new Wipe().Encode());
        Assert.IsTrue(refused.Status == ReplyStatus.Refused && refused.Code == ErrorCode.NotApproved);
        pair.Ours.Body(new NodeKeys().Encode());

        pair.Ours.Button.Holds = true;
        pair.Ours.Body(new Wipe().Encode());
        Assert.IsTrue(pair.Ours.Status().State == DeviceState.Blank);
        pair.Ours.Rejects(ReplyStatus.NotNow, ErrorCode.Blank, new NodeKeys().Encode());
        pair.Ours.Reboot();
        pair.Ours.Provision(0x12);
        pair.Ours.Unlock(null!);
        Assert.AreEqual(0, (int)pair.Ours.Status().Channels);
    }

    [TestMethod]
    public void KeysWithoutTheirJournalStopTheDevice()
    {
        TestDevice device = TestDevice.Ready(0x11);
        device.Volume.Delete(Holdfast.Journal.JournalLayout.MarkerPath);
        device.Reboot();
        StatusReply status = device.Status();
        Assert.IsTrue(status.State == DeviceState.Stopped && status.StopReason == StopReason.JournalMissing);

        // Wiping is the way out.
        device.Button.Holds = true;
        device.Body(new Wipe().Encode());
        Assert.IsTrue(device.Status().State == DeviceState.Blank);
    }

    [TestMethod]
    public void ARecordOfAnotherFirmwareStopsTheDevice()
    {
        // Authentic, because the journal's own key made it, but no channel that this firmware knows.
        TestPair pair = TestPair.Opened();
        Holdfast.Journal.FlashJournal journal = Holdfast.Journal.FlashJournal.Open(
            pair.Ours.Volume, new Holdfast.Crypto.SoftwareHmac(), new TestKeys(0x11).Tree.JournalKey());
        byte[] record = new ByteReader(journal.Record(1)).Rest();
        record[0] = 99;
        journal.Commit(1, record);
        pair.Ours.Reboot();
        Unlock unlock = new Unlock();
        unlock.HostHalf = pair.Ours.HostHalf;
        Reply reply = pair.Ours.Ask(unlock.Encode());
        Assert.IsTrue(reply.Status == ReplyStatus.Fault);
        StatusReply status = pair.Ours.Status();
        Assert.IsTrue(status.State == DeviceState.Stopped && status.StopReason == StopReason.JournalDamaged);
    }

    [TestMethod]
    public void EntropyIsMixed()
    {
        TestDevice device = new TestDevice();
        DrawEntropy draw = new DrawEntropy();
        draw.HostEntropy = new byte[32];
        byte[] first = DrawEntropyReply.Decode(device.Body(draw.Encode())).Entropy;
        Assert.IsFalse(Check.Same(first, DrawEntropyReply.Decode(device.Body(draw.Encode())).Entropy));
        TestDevice twin = new TestDevice();
        draw.HostEntropy[0] = 1;
        Assert.IsFalse(Check.Same(first, DrawEntropyReply.Decode(twin.Body(draw.Encode())).Entropy));
    }

    private static Provision Message(int length)
    {
        Provision message = new Provision();
        message.Kind = SecretKind.Raw;
        message.Network = Network.Regtest;
        message.Secret = TestDevice.Fill(length, 0x11);
        message.HostHalf = TestDevice.Fill(32, 0x77);
        return message;
    }
}
