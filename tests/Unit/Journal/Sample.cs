using System;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;

namespace Holdfast.Unit.Journal;

/// <summary>A small journal with known key and volume, and records that differ in every byte.</summary>
public static class Sample
{
    public const int Slots = 4;

    public static IHmac Hmac()
    {
        return new SoftwareHmac();
    }

    public static byte[] Key(int number)
    {
        byte[] key = Record(number, 32);
        key[0] = 0x4b;
        return key;
    }

    public static byte[] VolumeId(int number)
    {
        byte[] id = Record(number, 16);
        id[0] = 0x56;
        return id;
    }

    public static byte[] Record(int number, int lengthBytes)
    {
        byte[] record = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++)
        {
            record[i] = (byte)((number * 31) + (i * 7) + 1);
        }

        return record;
    }

    public static FlashJournal Format(IStorage storage)
    {
        return FlashJournal.Format(storage, Hmac(), Key(1), VolumeId(1), Slots);
    }

    public static FlashJournal Open(IStorage storage)
    {
        return FlashJournal.Open(storage, Hmac(), Key(1));
    }

    /// <summary>With the owner's agreement to whatever has to be repaired.</summary>
    public static FlashJournal Heal(IStorage storage, byte[] receipt)
    {
        return FlashJournal.Open(Recovery(storage, receipt), true);
    }

    public static JournalRecovery Recovery(IStorage storage, byte[] receipt)
    {
        return new JournalRecovery(storage, Hmac(), Key(1), receipt);
    }
}
