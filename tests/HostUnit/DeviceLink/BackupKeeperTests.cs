using Holdfast.Crypto;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

/// <summary>A client that keeps the device's backup: never an answer without it, one request for each commit, and a backup that the next device takes.</summary>
[TestClass]
public sealed class BackupKeeperTests
{
    private static readonly byte[] s_half = Sha256.Hash([7]);
    private static readonly byte[] s_peer = Secp256k1.Software().PublicKey(Sha256.Hash([2]));

    [TestMethod]
    public void EachAnswerHasItsBackupOnTheDiskFirst()
    {
        using TemporaryFolder folder = new();
        ManInTheMiddle middle = new(NewDevice(1));
        using SignerClient client = NewClient(middle, folder.FullName);
        Provision(client);
        client.Ask(new Status());
        for (int commit = 0; commit < 5; commit++)
        {
            int before = middle.Requests.Count;
            Commit(client, commit);
            SignerBackup kept = Kept(folder);
            CollectionAssert.AreEqual(client.LatestReceipt, kept.Receipt);
            Assert.AreEqual(SignerBackup.SequenceOf(kept.Receipt), kept.Sequence);
            int requests = middle.Requests.Skip(before).Count(message => message.Id == MessageId.ReadBackup);

            // A new attachment costs one more; the first state of a journal, and each that another program has added, one for each slot.
            Assert.IsTrue(requests == 2 || (commit == 0 && requests > 0), $"{requests} requests for commit {commit}");
        }

        int quiet = middle.Requests.Count;
        client.Ask(new NodeKeys());
        Assert.AreEqual(1, middle.Requests.Count - quiet, "what changes nothing costs nothing");
    }

    [TestMethod]
    public void WithoutItsBackupAnAnswerIsWithheldUntilItCanBeKept()
    {
        using TemporaryFolder folder = new();
        string place = folder.File("backups");
        Directory.CreateDirectory(place);
        using SignerClient client = NewClient(new ManInTheMiddle(NewDevice(1)), place);
        Provision(client);
        Commit(client, 0);
        byte[] receipt = client.LatestReceipt!;
        SignerBackup before = BackupFile.Read(Directory.GetFiles(place).Single());

        // Another client of the same device, whose folder is gone.
        using SignerClient other = NewClient(new ManInTheMiddle(NewDevice(2)), folder.File("nowhere"));
        BackupException no = Assert.ThrowsExactly<BackupException>(() => Provision(other));
        StringAssert.Contains(no.Message, "cannot be written");
        Directory.CreateDirectory(folder.File("nowhere"));
        Commit(other, 0);
        Assert.AreEqual(1, Directory.GetFiles(folder.File("nowhere")).Length);
        CollectionAssert.AreEqual(receipt, before.Receipt);
    }

    /// <summary>Power fails at every storage operation of a commit: what is kept is always the state of the last answer, or the one that the device has.</summary>
    [TestMethod]
    public void WhatIsKeptIsNeverBehindAnAnswer()
    {
        for (int cut = 1; cut < 8; cut++)
        {
            using TemporaryFolder folder = new();
            SimulatedDevice device = NewDevice(cut);
            byte[]? answered;
            using (SignerClient client = NewClient(new ManInTheMiddle(device), folder.FullName))
            {
                Provision(client);
                Commit(client, 0);
                answered = client.LatestReceipt;
                device.Storage.CutPowerAt(device.Storage.OperationCount + cut - 1, operation => operation.Outcomes[0]);
                try
                {
                    Commit(client, 1);
                    answered = client.LatestReceipt;
                }
                catch (LinkLostException)
                {
                    // The device is gone, and its answer with it.
                }
            }

            SignerBackup kept = Kept(folder);
            Assert.AreEqual(SignerBackup.SequenceOf(answered!), kept.Sequence);
            SimulatedDevice next = NewDevice(100 + cut);
            next.Button.Holds = _ => true;
            using SignerClient restored = NewClient(new ManInTheMiddle(next), null);
            Provision(restored);
            restored.Ask(new NodeKeys());
            Assert.IsFalse(kept.Restore(restored, answered!));
        }
    }

    [TestMethod]
    public void EachDeviceHasItsOwnFile()
    {
        using TemporaryFolder folder = new();
        for (int seed = 1; seed <= 2; seed++)
        {
            using SignerClient client = NewClient(new ManInTheMiddle(NewDevice(seed)), folder.FullName);
            Provision(client);
            Commit(client, 0);
        }

        Assert.AreEqual(2, Directory.GetFiles(folder.FullName).Length);
    }

    /// <summary>A device that gives what nobody can keep does not make the host ask for ever.</summary>
    [TestMethod]
    public void ADeviceThatGivesNothingNewerIsToldOf()
    {
        Dictionary<int, BackupSlot> slots = [];
        byte[] receipt = new byte[24];
        receipt[7] = 9;
        ReadBackupReply stuck = new() { SlotCount = 21, Slot = 3, Sequence = 5, AttachmentMac = new byte[16], File = new byte[348] };
        Assert.ThrowsExactly<Bytes.MalformedException>(() => SignerBackup.CatchUp(slots, _ => Reply.Decode(Reply.Ok(stuck.Encode(), receipt))));
    }

    private static SignerBackup Kept(TemporaryFolder folder) => BackupFile.Read(Directory.GetFiles(folder.FullName, "holdfast-backup-*").Single());

    private static void Provision(SignerClient client)
    {
        client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = Sha256.Hash([1]), HostHalf = s_half });
        client.Ask(new NodeKeys());
    }

    // A payee more on the list: a record and its attachment.
    private static void Commit(SignerClient client, int number) =>
        client.Exchange(new AllowPayee { Payee = number == 0 ? s_peer : Secp256k1.Software().PublicKey(Sha256.Hash([(byte)(20 + number)])), IsAllowed = true }.Encode());

    private static SimulatedDevice NewDevice(int seed)
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings { EntropySeed = (ulong)seed, HasManualClock = true });
        device.Button.Presses = _ => true;
        return device;
    }

    private static SignerClient NewClient(ITransport transport, string? folder) => new(transport, new SignerClientSettings
    {
        ReplyTimeoutMs = 20,
        SilenceMsMax = 40,
        ReopensMax = 0,
        Time = StandingClock.Instance,
        BackupFolder = folder,
    });
}
