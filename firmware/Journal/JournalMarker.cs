using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Journal;

/// <summary>
/// The provisioning marker, written last: where it exists, every directory and file of the journal has been written to its end, and
/// anything missing later is a loss, never a beginning. It names the format, the number of slots and the volume id.
/// <para>47 bytes: "HOLDFAST", version u8, slot count u16, volume id 16, MAC 16 under the journal key, CRC-32 u32 over all before it.</para>
/// </summary>
public sealed class JournalMarker
{
    public const int LengthBytes = 47;

    private const int FieldBytes = 27;
    private static readonly byte[] s_magic = new byte[] { 0x48, 0x4f, 0x4c, 0x44, 0x46, 0x41, 0x53, 0x54 };

    private readonly byte[] _mac;

    private JournalMarker(int slotCount, byte[] volumeId, byte[] mac)
    {
        SlotCount = slotCount;
        VolumeId = volumeId;
        _mac = mac;
    }

    /// <summary>How many slots the volume was provisioned with.</summary>
    public int SlotCount { get; }

    /// <summary>16 bytes, drawn at provisioning.</summary>
    public byte[] VolumeId { get; }

    /// <summary>What a volume looks like from outside, without the key.</summary>
    public static VolumeState Look(IStorage storage)
    {
        byte[] file = StableRead.File(storage, JournalLayout.MarkerPath, LengthBytes);
        if (file == null || file.Length == 0)
        {
            bool empty = StableRead.File(storage, JournalLayout.HeadPath(0), JournalLayout.ShortEntryFileBytes) == null
                && StableRead.File(storage, JournalLayout.HeadPath(1), JournalLayout.ShortEntryFileBytes) == null;
            return empty ? VolumeState.Blank : VolumeState.Unfinished;
        }

        return Fault(file) == null ? VolumeState.Provisioned : VolumeState.Unreadable;
    }

    /// <summary>The volume id as the marker states it, not authenticated; null when <see cref="Look"/> is not <see cref="VolumeState.Provisioned"/>.</summary>
    public static byte[] VolumeIdOf(IStorage storage)
    {
        byte[] file = StableRead.File(storage, JournalLayout.MarkerPath, LengthBytes);
        return file == null || Fault(file) != null ? null : Parse(file).VolumeId;
    }

    /// <summary>The bytes of a marker.</summary>
    public static byte[] Encode(IHmac hmac, byte[] key, byte[] volumeId, int slotCount)
    {
        ByteWriter fields = new ByteWriter(LengthBytes);
        fields.Bytes(s_magic);
        fields.U8(JournalLayout.Version);
        fields.U16((ushort)slotCount);
        fields.Bytes(volumeId);
        byte[] mac = RecordCodec.MarkerMac(hmac, key, fields.ToArray());
        fields.Bytes(mac);
        fields.U32(Crc32.Of(fields.ToArray(), 0, fields.Length));
        return fields.ToArray();
    }

    /// <summary>Reads and checks the marker; a <see cref="FaultException"/> says which promise is broken.</summary>
    public static JournalMarker Require(IStorage storage, IHmac hmac, byte[] key)
    {
        VolumeState state = Look(storage);
        if (state == VolumeState.Blank)
        {
            throw new FaultException("the volume is empty: flash was formatted, or never provisioned");
        }

        if (state == VolumeState.Unfinished)
        {
            throw new FaultException("the provisioning marker is missing although journal files exist: wipe and provision again");
        }

        byte[] file = StableRead.File(storage, JournalLayout.MarkerPath, LengthBytes);
        string fault = file == null ? "the provisioning marker cannot be read" : Fault(file);
        if (fault != null)
        {
            throw new FaultException(fault);
        }

        JournalMarker marker = Parse(file);
        byte[] fields = new byte[FieldBytes];
        Array.Copy(file, 0, fields, 0, FieldBytes);
        if (!Check.SameSecret(marker._mac, RecordCodec.MarkerMac(hmac, key, fields)))
        {
            throw new FaultException("the journal on this volume belongs to another key");
        }

        Check.That(marker.SlotCount >= 1 && marker.SlotCount <= JournalLayout.SlotCountMost, "a marker has 1 to 200 slots");
        return marker;
    }

    private static JournalMarker Parse(byte[] file)
    {
        ByteReader reader = new ByteReader(file, s_magic.Length + 1, LengthBytes - s_magic.Length - 1);
        int slotCount = reader.U16();
        byte[] volumeId = reader.Bytes(JournalLayout.VolumeIdBytes);
        return new JournalMarker(slotCount, volumeId, reader.Bytes(JournalLayout.MacBytes));
    }

    private static string Fault(byte[] file)
    {
        if (file.Length <= s_magic.Length)
        {
            return "the provisioning marker is damaged";
        }

        for (int i = 0; i < s_magic.Length; i++)
        {
            if (file[i] != s_magic[i])
            {
                return "the provisioning marker is damaged";
            }
        }

        if (file[s_magic.Length] != JournalLayout.Version)
        {
            return "journal format " + ((int)file[s_magic.Length]).ToString() + " is not known to this firmware";
        }

        if (file.Length != LengthBytes)
        {
            return "the provisioning marker is damaged";
        }

        uint crc = new ByteReader(file, LengthBytes - 4, 4).U32();
        return crc == Crc32.Of(file, 0, LengthBytes - 4) ? null : "the provisioning marker is damaged";
    }
}
