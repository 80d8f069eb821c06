using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>A sealed entry of a device's journal, and the attachment that belongs to it. Nobody but a device with the same words can read either.</summary>
public sealed record BackupSlot(ulong Sequence, byte[] Entry, byte[]? Attachment)
{
    /// <summary>Names the attachment; all zeros where there is none. It is part of the reply that brings the entry.</summary>
    public static byte[] MacOf(byte[]? file) => file is { Length: > SignerBackup.MacBytes } ? file[1..(1 + SignerBackup.MacBytes)] : new byte[SignerBackup.MacBytes];
}

/// <summary>
/// What a host has kept of a device's journal at one moment (firmware/Journal/FORMAT.md, "Backup"), and how it goes onto another device. Nothing here is trusted: the device
/// compares it with what its newest entry and the receipt say.
/// </summary>
/// <param name="VolumeId">Of the device that made it.</param>
/// <param name="SlotCount">How many slots its journal has.</param>
/// <param name="Slots">By number; only those that were ever written.</param>
/// <param name="Receipt">The device's statement of this state, 24 bytes.</param>
public sealed record SignerBackup(byte[] VolumeId, int SlotCount, IReadOnlyDictionary<int, BackupSlot> Slots, byte[] Receipt)
{
    internal const int MacBytes = 16;

    /// <summary>Of the commit that the newest entry belongs to.</summary>
    public ulong Sequence => Slots.Count == 0 ? 0 : Slots.Values.Max(slot => slot.Sequence);

    /// <summary>The version of the journal's format (the first byte of every sealed file).</summary>
    public int FormatVersion => Slots.Count == 0 ? 0 : Slots.Values.First().Entry[0];

    /// <summary>Everything that the device has, asked anew.</summary>
    /// <exception cref="SignerException">The device gives none.</exception>
    public static SignerBackup Read(SignerClient client)
    {
        Dictionary<int, BackupSlot> slots = [];
        (int slotCount, byte[] receipt) = CatchUp(slots, message => client.Exchange(message));
        return new SignerBackup(client.ConfirmedDevice!.VolumeId, slotCount, slots, receipt);
    }

    /// <summary>Asks for what is newer than the newest of these entries, until there is nothing.</summary>
    /// <returns>The number of slots, and the receipt of the state that the entries make together.</returns>
    internal static (int SlotCount, byte[] Receipt) CatchUp(Dictionary<int, BackupSlot> slots, Func<byte[], Reply> ask)
    {
        ulong since = slots.Count == 0 ? 0 : slots.Values.Max(slot => slot.Sequence);
        while (true)
        {
            Reply reply = ask(new ReadBackup { Since = since }.Encode());
            ReadBackupReply entry = ReadBackupReply.Decode(new ByteReader(reply.Body));
            if (entry.Slot == ReadBackup.NoSlot)
            {
                return (entry.SlotCount, reply.Receipt);
            }

            if (entry.Sequence <= since || entry.File.Length <= MacBytes)
            {
                throw new MalformedException("the device gives an entry of its journal that is not newer than what was asked for");
            }

            byte[]? known = slots.GetValueOrDefault(entry.Slot)?.Attachment;
            slots[entry.Slot] = new BackupSlot(entry.Sequence, entry.File, AttachmentOf(entry, known, ask));
            since = entry.Sequence;
            if (since == SequenceOf(reply.Receipt))
            {
                return (entry.SlotCount, reply.Receipt);
            }
        }
    }

    /// <summary>The sequence that a receipt is about.</summary>
    public static ulong SequenceOf(byte[] receipt) => new ByteReader(receipt).U64();

    /// <summary>Puts it on a device that has its words and nothing else, slot 0 last. The owner is asked on the way.</summary>
    /// <param name="receipt">The newest one of the old device that is known anywhere.</param>
    /// <returns>True: it is the last state of a device that was moved to this one, and everything goes on.</returns>
    public bool Restore(SignerClient client, byte[] receipt)
    {
        BackupSlot newest = Slots.Values.MaxBy(slot => slot.Sequence) ?? throw new InvalidDataException("the backup is empty");
        byte[] macs = [.. Enumerable.Range(0, SlotCount).SelectMany(slot => BackupSlot.MacOf(Slots.GetValueOrDefault(slot)?.Entry))];
        BeginRestore begin = new() { VolumeId = VolumeId, Receipt = receipt, Newest = newest.Entry, Macs = macs };
        bool isMove = client.Ask(begin.Encode(), BeginRestoreReply.Decode).IsMove;
        foreach ((int slot, BackupSlot content) in Slots.OrderByDescending(slot => slot.Key))
        {
            client.Exchange(new RestoreSlot { Slot = (byte)slot, Entry = content.Entry, Attachment = content.Attachment ?? [] }.Encode());
        }

        return isMove;
    }

    private static byte[]? AttachmentOf(ReadBackupReply entry, byte[]? known, Func<byte[], Reply> ask)
    {
        if (entry.AttachmentMac.All(value => value == 0))
        {
            return null;
        }

        return known != null && Check.Same(BackupSlot.MacOf(known), entry.AttachmentMac)
            ? known
            : ReadBackupReply.Decode(new ByteReader(ask(new ReadBackup { AttachmentOf = entry.Slot }.Encode()).Body)).File;
    }
}
