using System;

namespace Holdfast.Towers;

/// <summary>A session that a tower has opened: its terms, and the channels that it has backups of. Immutable.</summary>
public sealed class TowerSession
{
    /// <summary>The tower's static point.</summary>
    public readonly byte[] Tower;
    public readonly int BlobType;

    /// <summary>Of the session's key.</summary>
    public readonly uint Index;

    /// <summary>How many updates the tower takes.</summary>
    public readonly int MaxUpdates;

    /// <summary>Satoshi for 1,000 weight: what every sweep of this session pays.</summary>
    public readonly uint FeeratePerKw;

    /// <summary>The wallet key that every sweep pays to.</summary>
    public readonly uint SweepKeyIndex;

    /// <summary>P2TR instead of P2WPKH.</summary>
    public readonly bool IsTaproot;

    /// <summary>Bit i of byte i / 8: the channel in slot i of the journal has a backup here, or one that was there before it; bit 0: channels that had lost their slot.</summary>
    public readonly byte[] Slots;

    public TowerSession(byte[] tower, int blobType, uint index, int maxUpdates, uint feeratePerKw, uint sweepKeyIndex, bool isTaproot, byte[] slots)
    {
        Tower = tower;
        BlobType = blobType;
        Index = index;
        MaxUpdates = maxUpdates;
        FeeratePerKw = feeratePerKw;
        SweepKeyIndex = sweepKeyIndex;
        IsTaproot = isTaproot;
        Slots = slots;
    }

    public bool Covers(int slot)
    {
        return (Slots[slot / 8] & (1 << (slot % 8))) != 0;
    }

    /// <summary>The same session with the channel of one more slot.</summary>
    public TowerSession With(int slot)
    {
        byte[] slots = new byte[Slots.Length];
        Array.Copy(Slots, 0, slots, 0, slots.Length);
        slots[slot / 8] = (byte)(slots[slot / 8] | (1 << (slot % 8)));
        return new TowerSession(Tower, BlobType, Index, MaxUpdates, FeeratePerKw, SweepKeyIndex, IsTaproot, slots);
    }
}
