using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Journal;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;

namespace Holdfast.SimulatedSigner;

/// <summary>What one journal file holds, for people: also when the volume as a whole is refused.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Finding">What it is, or why it is not what it should be.</param>
/// <param name="IsSound">False when the file cannot be opened or lies in a wrong place.</param>
public sealed record JournalFile(string Path, string Finding, bool IsSound);

/// <summary>The last record of a slot, with its place in history.</summary>
public sealed record JournalSlot(int Slot, ulong Sequence, byte[] Record, byte[]? Attachment);

/// <summary>
/// The journal on a flash image of the simulator, opened on a copy: the image is never changed. The data behind
/// `holdfast journal show` and `holdfast journal verify`.
/// </summary>
public sealed class JournalReader
{
    private JournalReader(VolumeState state, byte[]? volumeId, string? refusal, FlashJournal? journal, IReadOnlyList<JournalFile> files)
    {
        State = state;
        VolumeId = volumeId;
        Refusal = refusal;
        Journal = journal;
        Files = files;
    }

    /// <summary>What can be seen without the key.</summary>
    public VolumeState State { get; }

    /// <summary>As the marker states it; null without a readable marker.</summary>
    public byte[]? VolumeId { get; }

    /// <summary>Why the device would refuse this volume; null when it would open it.</summary>
    public string? Refusal { get; }

    /// <summary>The journal as the device would see it after boot, with the owner's agreement where it needs repair; null when refused.</summary>
    public FlashJournal? Journal { get; }

    /// <summary>How many slots the journal has; 0 when refused.</summary>
    public int SlotCount => Journal?.SlotCountMax ?? 0;

    /// <summary>Every journal file with what it holds.</summary>
    public IReadOnlyList<JournalFile> Files { get; }

    /// <summary>The used slots, the one committed last first; empty when refused.</summary>
    public IReadOnlyList<JournalSlot> Slots => Journal == null
        ? []
        : [.. Enumerable.Range(0, Journal.SlotCountMax)
            .Where(Journal.IsUsed)
            .Select(slot => new JournalSlot(slot, Journal.SequenceOf(slot), Journal.Record(slot), Journal.Attachment(slot)))
            .OrderByDescending(slot => slot.Sequence)];

    /// <summary>The same with the host's half of the key, as an owner has it; null when the volume has no readable key file or the half is of another device.</summary>
    public static JournalReader? ReadWithHostHalf(SimulatedStorage storage, byte[] hostHalf, byte[]? receipt)
    {
        SoftwareHmac hmac = new();
        SimulatedStorage copy = storage.Fork();
        KeyFile? keyFile = KeyFile.Read(copy, JournalMarker.VolumeIdOf(copy));
        byte[]? secret = keyFile?.Open(hmac, hostHalf);
        if (secret == null)
        {
            return null;
        }

        KeyTree tree = new(Secp256k1.Software(), hmac, secret, keyFile!.Kind == SecretKind.Mnemonic);
        Array.Clear(secret);
        try
        {
            return Read(storage, tree.JournalKey(), receipt);
        }
        finally
        {
            tree.Wipe();
        }
    }

    /// <summary>Opens a copy of the volume as the device would.</summary>
    /// <param name="storage">The volume; it is not changed.</param>
    /// <param name="key">The journal key, 32 bytes.</param>
    /// <param name="receipt">The host's last receipt, or null.</param>
    public static JournalReader Read(SimulatedStorage storage, byte[] key, byte[]? receipt)
    {
        SimulatedStorage copy = storage.Fork();
        SoftwareHmac hmac = new();
        VolumeState state = JournalMarker.Look(copy);
        byte[]? volumeId = JournalMarker.VolumeIdOf(copy);
        IReadOnlyList<JournalFile> files = volumeId == null ? [] : FilesOf(copy, new RecordCodec(hmac, key, volumeId));
        try
        {
            JournalRecovery recovery = new(copy, hmac, key, receipt);
            return new JournalReader(state, volumeId, null, FlashJournal.Open(recovery, hasOwnerAgreed: true), files);
        }
        catch (FaultException refusal)
        {
            return new JournalReader(state, volumeId, refusal.Message, null, files);
        }
    }

    private static List<JournalFile> FilesOf(SimulatedStorage storage, RecordCodec codec)
    {
        List<JournalFile> files = [];
        int slotCount = storage.Paths.Count(path => path is [_, _, '/', 'c']);
        foreach (string path in storage.Paths.Where(path => path is [_, '/', 'h'] or [_, _, '/', 'c' or 'd']))
        {
            JournalEntry? entry = codec.OpenEntry(storage.Peek(path)!);
            files.Add(entry == null ? new JournalFile(path, "damaged, or of another volume", false) : Describe(path, entry, slotCount));
            if (entry is { HasAttachment: true } && path.EndsWith('c'))
            {
                string attachmentPath = JournalLayout.AttachmentPath(entry.Slot);
                byte[]? attachment = codec.OpenAttachment(entry.Slot, entry.AttachmentMac, storage.Peek(attachmentPath)!);
                files.Add(attachment == null
                    ? new JournalFile(attachmentPath, "not the attachment that " + path + " names", false)
                    : new JournalFile(attachmentPath, $"attachment of slot {entry.Slot}, {attachment.Length} bytes", true));
            }
        }

        return files;
    }

    private static JournalFile Describe(string path, JournalEntry entry, int slotCount)
    {
        (string kind, string place) = path[^1] switch
        {
            'h' => ("head", JournalLayout.HeadPath(entry.Sequence)),
            'c' => ("slot file", JournalLayout.SlotPath(entry.Slot)),
            _ => ("second copy", JournalLayout.SecondSlotPath(entry.Slot, slotCount)),
        };
        bool isInPlace = path == place;
        string content = entry.IsUsed ? $"record of {entry.Record.Length} bytes" : "free";
        string what = $"{kind}: sequence {entry.Sequence}, slot {entry.Slot}, {content}";
        return new JournalFile(path, isInPlace ? what : what + ", in the wrong place", isInPlace);
    }
}
