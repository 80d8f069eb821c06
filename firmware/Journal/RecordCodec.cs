using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Journal;

/// <summary>
/// Seals entries and attachments: authenticated and encrypted under keys that exist only for this key, volume and format version.
/// <para>
/// The MAC is HMAC-SHA256 over kind and plaintext, cut to 16 bytes; in the manner of SIV it is also the nonce of the key
/// stream HMAC-SHA256(key, MAC, counter). Equal content gives equal bytes, different content a different stream, and no random numbers
/// are needed. Slot and sequence are part of the plaintext, the volume id is part of the keys: a file that is torn, misplaced, swapped,
/// from another volume or from before a new provisioning does not open.
/// </para>
/// </summary>
public sealed class RecordCodec
{
    private const int BodyAt = 1 + JournalLayout.MacBytes;
    private const byte EntryKind = 1;
    private const byte AttachmentKind = 2;
    private const int StreamBlockBytes = 32;

    private const byte UsedFlag = 1;
    private const byte AttachmentFlag = 2;

    private readonly IHmac _hmac;
    private readonly byte[] _macKey;
    private readonly byte[] _streamKey;
    private readonly byte[] _digestKey;
    private readonly byte[] _receiptKey;

    /// <param name="hmac">The device's HMAC.</param>
    /// <param name="key">32 bytes that depend on the seed.</param>
    /// <param name="volumeId">16 bytes, new for every provisioning: the epoch of all records.</param>
    public RecordCodec(IHmac hmac, byte[] key, byte[] volumeId)
    {
        Check.That(key.Length == JournalLayout.KeyBytes, "the journal key has 32 bytes");
        Check.That(volumeId.Length == JournalLayout.VolumeIdBytes, "a volume id has 16 bytes");
        _hmac = hmac;
        _macKey = Subkey(key, volumeId, 1);
        _streamKey = Subkey(key, volumeId, 2);
        _digestKey = Subkey(key, volumeId, 3);
        _receiptKey = Subkey(key, volumeId, 4);
    }

    /// <summary>Gives the entry its MAC and returns the 348 or 476 bytes of its file.</summary>
    public byte[] SealEntry(JournalEntry entry)
    {
        Check.That(entry.Record.Length <= JournalLayout.RecordBytesMax, "a record fits its file");
        ByteWriter plain = new ByteWriter(JournalLayout.LongEntryFileBytes);
        plain.U64(entry.Sequence);
        plain.U8((byte)entry.Slot);
        plain.U8((byte)((entry.IsUsed ? UsedFlag : 0)
            | (entry.HasAttachment ? AttachmentFlag : 0)));
        plain.U16((ushort)entry.Record.Length);
        plain.Bytes(entry.AttachmentMac);
        plain.Bytes(entry.PreviousLink);
        plain.Bytes(entry.OthersDigest);
        plain.Bytes(entry.Record);

        bool isShort = entry.Record.Length <= JournalLayout.ShortRecordBytesMax;
        entry.Sealed = Seal(EntryKind, plain, isShort ? JournalLayout.ShortEntryFileBytes : JournalLayout.LongEntryFileBytes);
        entry.Mac = MacOf(entry.Sealed);
        return entry.Sealed;
    }

    /// <summary>The 348 or 476 bytes of its file. Equal content gives equal bytes, so an entry that was opened need not keep them.</summary>
    public byte[] FileOf(JournalEntry entry)
    {
        return entry.Sealed ?? SealEntry(entry);
    }

    /// <summary>The entry in a file's content; null when it is not exactly one that this codec sealed.</summary>
    public JournalEntry OpenEntry(byte[] file)
    {
        bool isShort = file != null && file.Length == JournalLayout.ShortEntryFileBytes;
        byte[] plain = Unseal(EntryKind, file, isShort ? JournalLayout.ShortEntryFileBytes : JournalLayout.LongEntryFileBytes);
        if (plain == null)
        {
            return null;
        }

        ByteReader reader = new ByteReader(plain);
        JournalEntry entry = new JournalEntry();
        entry.Sequence = reader.U64();
        entry.Slot = reader.U8();
        byte flags = reader.U8();
        entry.IsUsed = (flags & UsedFlag) != 0;
        entry.HasAttachment = (flags & AttachmentFlag) != 0;
        int length = reader.U16();
        byte[] attachmentMac = reader.Bytes(JournalLayout.MacBytes);
        if (entry.HasAttachment)
        {
            entry.AttachmentMac = attachmentMac;
        }

        entry.PreviousLink = reader.Bytes(JournalLayout.LinkBytes);
        entry.OthersDigest = reader.Bytes(JournalLayout.LinkBytes);
        Check.That(length <= reader.Remaining, "an authenticated record fits its file");
        entry.Record = reader.Bytes(length);
        entry.Sealed = file;
        entry.Mac = MacOf(file);
        return entry;
    }

    /// <summary>The 364 or 509 bytes of an attachment file. Its first bytes after the version are the MAC that the entry must name.</summary>
    public byte[] SealAttachment(int slot, ulong sequence, byte[] attachment)
    {
        Check.That(attachment.Length <= JournalLayout.AttachmentBytesMax, "an attachment fits its file");
        ByteWriter plain = new ByteWriter(JournalLayout.LongAttachmentFileBytes);
        plain.U64(sequence);
        plain.U8((byte)slot);
        plain.U16((ushort)attachment.Length);
        plain.Bytes(attachment);
        bool isShort = attachment.Length <= JournalLayout.ShortAttachmentBytesMax;
        return Seal(AttachmentKind, plain, isShort ? JournalLayout.ShortAttachmentFileBytes : JournalLayout.LongAttachmentFileBytes);
    }

    /// <summary>The attachment of a slot whose MAC the slot's entry names; null when the content is anything else.</summary>
    public byte[] OpenAttachment(int slot, byte[] mac, byte[] content)
    {
        byte[] plain = UnsealAttachment(slot, content);
        if (plain == null || !Check.SameSecret(MacOf(content), mac))
        {
            return null;
        }

        // The MAC covers the sequence of the commit that brought it, too: no two attachments share one.
        ByteReader reader = new ByteReader(plain, 9, plain.Length - 9);
        int length = reader.U16();
        Check.That(length <= reader.Remaining, "an authenticated attachment fits its file");
        return reader.Bytes(length);
    }

    /// <summary>True when the content is an attachment of this slot that came, or was to come, with the commit of this number.</summary>
    public bool IsAttachmentOf(int slot, ulong sequence, byte[] content)
    {
        byte[] plain = UnsealAttachment(slot, content);
        return plain != null && new ByteReader(plain).U64() == sequence;
    }

    /// <summary>The MAC of a sealed file (16 bytes).</summary>
    public static byte[] MacOf(byte[] file)
    {
        byte[] mac = new byte[JournalLayout.MacBytes];
        Array.Copy(file, 1, mac, 0, JournalLayout.MacBytes);
        return mac;
    }

    /// <summary>What the next entry says about the one with this MAC (8 bytes).</summary>
    public static byte[] LinkOf(byte[] mac)
    {
        return Cut(mac, 0, JournalLayout.LinkBytes);
    }

    /// <summary>8 bytes over a table of MACs.</summary>
    public byte[] Digest(byte[] table)
    {
        return Cut(_hmac.Sha256(_digestKey, table), 0, JournalLayout.LinkBytes);
    }

    /// <summary>
    /// The host's receipt for a state, 24 bytes: sequence u64, 8 bytes that prove "this volume reached this sequence", 8 bytes that
    /// prove "with exactly this content". The first proof can be checked by a device that no longer knows the state.
    /// </summary>
    /// <param name="sequence">The number of the newest entry.</param>
    /// <param name="link">The link of its MAC: it covers the entry and, through its digest, all other slots.</param>
    public byte[] Receipt(ulong sequence, byte[] link)
    {
        ByteWriter receipt = new ByteWriter(24);
        receipt.U64(sequence);
        receipt.Bytes(ReceiptProof(1, sequence, new byte[0]));
        receipt.Bytes(ReceiptProof(2, sequence, link));
        return receipt.ToArray();
    }

    /// <summary>True when this volume issued a receipt for that sequence, whatever its content.</summary>
    public bool IsOwnReceipt(byte[] receipt)
    {
        ulong sequence = new ByteReader(receipt).U64();
        return Check.SameSecret(Cut(receipt, 8, 8), ReceiptProof(1, sequence, new byte[0]));
    }

    /// <summary>The 16-byte MAC of a provisioning marker; it depends on the key alone, so it tells a foreign volume from a damaged one.</summary>
    public static byte[] MarkerMac(IHmac hmac, byte[] key, byte[] fields)
    {
        byte[] message = new byte[2 + fields.Length];
        message[0] = JournalLayout.Version;
        Array.Copy(fields, 0, message, 2, fields.Length);
        return Cut(hmac.Sha256(key, message), 0, JournalLayout.MacBytes);
    }

    private byte[] Subkey(byte[] key, byte[] volumeId, byte purpose)
    {
        byte[] message = new byte[2 + volumeId.Length];
        message[0] = JournalLayout.Version;
        message[1] = purpose;
        Array.Copy(volumeId, 0, message, 2, volumeId.Length);
        return _hmac.Sha256(key, message);
    }

    private byte[] Seal(byte kind, ByteWriter content, int fileBytes)
    {
        byte[] plain = new byte[fileBytes - BodyAt];
        byte[] written = content.ToArray();
        Array.Copy(written, 0, plain, 0, written.Length);

        byte[] file = new byte[fileBytes];
        file[0] = JournalLayout.Version;
        byte[] mac = Mac(kind, plain);
        Array.Copy(mac, 0, file, 1, JournalLayout.MacBytes);
        ApplyStream(mac, plain);
        Array.Copy(plain, 0, file, BodyAt, plain.Length);
        return file;
    }

    private byte[] Unseal(byte kind, byte[] file, int fileBytes)
    {
        if (file == null || file.Length != fileBytes || file[0] != JournalLayout.Version)
        {
            return null;
        }

        byte[] mac = MacOf(file);
        byte[] plain = Cut(file, BodyAt, fileBytes - BodyAt);
        ApplyStream(mac, plain);
        return Check.SameSecret(mac, Mac(kind, plain)) ? plain : null;
    }

    // Null as well for the attachment of another slot.
    private byte[] UnsealAttachment(int slot, byte[] content)
    {
        bool isShort = content != null && content.Length == JournalLayout.ShortAttachmentFileBytes;
        byte[] plain = Unseal(AttachmentKind, content, isShort ? JournalLayout.ShortAttachmentFileBytes : JournalLayout.LongAttachmentFileBytes);
        return plain == null || plain[8] != slot ? null : plain;
    }

    private byte[] Mac(byte kind, byte[] plain)
    {
        byte[] message = new byte[2 + plain.Length];
        message[0] = JournalLayout.Version;
        message[1] = kind;
        Array.Copy(plain, 0, message, 2, plain.Length);
        return Cut(_hmac.Sha256(_macKey, message), 0, JournalLayout.MacBytes);
    }

    private void ApplyStream(byte[] mac, byte[] body)
    {
        byte[] nonce = new byte[JournalLayout.MacBytes + 1];
        Array.Copy(mac, 0, nonce, 0, JournalLayout.MacBytes);
        int position = 0;
        while (position < body.Length)
        {
            byte[] block = _hmac.Sha256(_streamKey, nonce);
            nonce[JournalLayout.MacBytes]++;
            int end = body.Length - position < StreamBlockBytes ? body.Length : position + StreamBlockBytes;
            for (int i = 0; position < end; i++)
            {
                body[position++] ^= block[i];
            }
        }
    }

    private byte[] ReceiptProof(byte kind, ulong sequence, byte[] link)
    {
        ByteWriter message = new ByteWriter(32);
        message.U8(kind);
        message.U64(sequence);
        message.Bytes(link);
        return Cut(_hmac.Sha256(_receiptKey, message.ToArray()), 0, 8);
    }

    private static byte[] Cut(byte[] bytes, int offset, int count)
    {
        byte[] result = new byte[count];
        Array.Copy(bytes, offset, result, 0, count);
        return result;
    }
}
