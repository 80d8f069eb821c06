namespace Holdfast.Towers;

/// <summary>An index that was given out for one tower and one kind of backup, and that no tower has a session of yet. Immutable.</summary>
public sealed class TowerReservation
{
    public readonly byte[] Tower;
    public readonly int BlobType;
    public readonly uint Index;

    public TowerReservation(byte[] tower, int blobType, uint index)
    {
        Tower = tower;
        BlobType = blobType;
        Index = index;
    }
}
