using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>What a host has kept of a device's journal: the newest sealed entry and attachment of every slot, and the receipt.</summary>
public sealed class TestBackup
{
    public byte[] VolumeId = new byte[16];
    public byte[] Receipt = new byte[24];
    public byte[][] Entries = new byte[0][];
    public byte[][] Attachments = new byte[0][];
    public ulong Sequence;
    public int NewestSlot;

    /// <summary>Everything that a device has now.</summary>
    public static TestBackup Of(TestDevice device)
    {
        TestBackup backup = new TestBackup();
        Hello hello = new Hello();
        hello.ProtocolVersion = ProtocolLimits.Version;
        hello.HostNonce = TestDevice.Fill(16, 1);
        backup.VolumeId = HelloReply.Decode(device.Body(hello.Encode())).VolumeId;
        backup.Update(device);
        return backup;
    }

    /// <summary>What has come since, one request for each commit.</summary>
    public int Update(TestDevice device)
    {
        for (int requests = 1; ; requests++)
        {
            ReadBackup read = new ReadBackup();
            read.Since = Sequence;
            Reply reply = device.Ask(read.Encode());
            Assert.AreEqual("", reply.Sentence);
            ReadBackupReply entry = ReadBackupReply.Decode(new ByteReader(reply.Body));
            Receipt = reply.Receipt;
            if (entry.Slot == ReadBackup.NoSlot)
            {
                return requests;
            }

            if (Entries.Length == 0)
            {
                Entries = new byte[entry.SlotCount][];
                Attachments = new byte[entry.SlotCount][];
            }

            Sequence = entry.Sequence;
            NewestSlot = entry.Slot;
            Entries[entry.Slot] = entry.File;
            if (!Check.Same(entry.AttachmentMac, MacOf(Attachments[entry.Slot])))
            {
                ReadBackup attachment = new ReadBackup();
                attachment.AttachmentOf = entry.Slot;
                Attachments[entry.Slot] = ReadBackupReply.Decode(device.Body(attachment.Encode())).File;
            }

            if (entry.Sequence == new ByteReader(Receipt).U64())
            {
                return requests;
            }
        }
    }

    /// <summary>The same state in other arrays.</summary>
    public TestBackup Copy()
    {
        TestBackup copy = new TestBackup();
        copy.VolumeId = VolumeId;
        copy.Receipt = Receipt;
        copy.Sequence = Sequence;
        copy.NewestSlot = NewestSlot;
        copy.Entries = new byte[Entries.Length][];
        copy.Attachments = new byte[Entries.Length][];
        for (int slot = 0; slot < Entries.Length; slot++)
        {
            copy.Entries[slot] = Entries[slot];
            copy.Attachments[slot] = Attachments[slot];
        }

        return copy;
    }

    public BeginRestore Begin()
    {
        BeginRestore begin = new BeginRestore();
        begin.VolumeId = VolumeId;
        begin.Receipt = Receipt;
        begin.Newest = Entries[NewestSlot];
        begin.Macs = new byte[16 * Entries.Length];
        for (int slot = 0; slot < Entries.Length; slot++)
        {
            byte[] mac = MacOf(Entries[slot]);
            System.Array.Copy(mac, 0, begin.Macs, 16 * slot, 16);
        }

        return begin;
    }

    public RestoreSlot Slot(int slot)
    {
        RestoreSlot restore = new RestoreSlot();
        restore.Slot = (byte)slot;
        restore.Entry = Entries[slot];
        restore.Attachment = Attachments[slot] == null ? new byte[0] : Attachments[slot];
        return restore;
    }

    /// <summary>Shows every slot but slot 0.</summary>
    public void ShowSlots(TestDevice device)
    {
        for (int slot = 1; slot < Entries.Length; slot++)
        {
            if (Entries[slot] != null)
            {
                device.Body(Slot(slot).Encode());
            }
        }
    }

    /// <summary>The whole restore, with the owner's button; true when it was a move.</summary>
    public bool Restore(TestDevice device)
    {
        device.Button.Holds = true;
        bool isMove = BeginRestoreReply.Decode(device.Body(Begin().Encode())).IsMove;
        device.Button.Holds = false;
        ShowSlots(device);
        device.Body(Slot(0).Encode());
        device.Unlock(null!);
        return isMove;
    }

    /// <summary>What an old device gives when its owner lets it go on as another one.</summary>
    public static TestBackup Moved(TestDevice source, TestDevice target)
    {
        MoveAway move = new MoveAway();
        move.VolumeId = TestBackup.Of(target).VolumeId;
        source.Button.Holds = true;
        source.Body(move.Encode());
        source.Button.Holds = false;
        return TestBackup.Of(source);
    }

    /// <summary>Another device with the words of an old one, ready, with a volume of its own: the draws of test devices are the same, but for the time.</summary>
    public static TestDevice Fresh(TestDevice old)
    {
        return Fresh(old, 99);
    }

    public static TestDevice Fresh(TestDevice old, int afterMs)
    {
        return Fresh(new TestDevice(new TestVolume(), old.Witness), 0x11, afterMs);
    }

    public static TestDevice Fresh(TestDevice device, byte secret, int afterMs)
    {
        device.Button.Clock.NowMs += afterMs;
        device.Provision(secret);
        device.Unlock(null!);
        return device;
    }

    /// <summary>False when storage failed on the way.</summary>
    public bool Tries(TestDevice device)
    {
        if (device.Ask(Begin().Encode()).Status != ReplyStatus.Ok)
        {
            return false;
        }

        for (int slot = Entries.Length - 1; slot >= 0; slot--)
        {
            if (Entries[slot] != null && device.Ask(Slot(slot).Encode()).Status != ReplyStatus.Ok)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] MacOf(byte[] file)
    {
        byte[] mac = new byte[16];
        if (file != null && file.Length != 0)
        {
            System.Array.Copy(file, 1, mac, 0, 16);
        }

        return mac;
    }
}
