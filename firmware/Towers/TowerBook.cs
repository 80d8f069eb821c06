using Holdfast.Bytes;

namespace Holdfast.Towers;

/// <summary>
/// What the device remembers of watchtowers. Changed in one way only: a fact from <c>Facts/</c> is applied to a <see cref="Copy"/>, the copy is written
/// down, and then takes the place of the old one. Rules decide before whether a fact may happen.
/// <para>
/// One counter gives out the indexes of session keys, whatever the tower and the kind of backup: so no two of them ever have the same key.
/// Everything is bounded by <see cref="TowerBookCodec.BytesMax"/>; what does not fit is refused.
/// </para>
/// </summary>
public sealed class TowerBook
{
    /// <summary>The highest index: what BIP 32 derives without hardening.</summary>
    public const uint IndexMax = 0x7fffffff;

    /// <summary>How far the counter goes when the tower says that it knows the key already.</summary>
    public const uint ForcedStep = 1000;

    /// <summary>How many states may at most be signed on top of one that no tower has acknowledged.</summary>
    public const int ExposureMost = 16;

    /// <summary>The highest index given out; 0: none.</summary>
    public uint LastIndex;

    /// <summary>0: nobody asks whether states are backed up.</summary>
    public int ExposureMax;

    /// <summary>Towers whose acknowledgements the owner relies on.</summary>
    public byte[][] Trusted = new byte[0][];

    public TowerReservation[] Reservations = new TowerReservation[0];

    public TowerSession[] Sessions = new TowerSession[0];

    public TowerBook Copy()
    {
        TowerBook copy = new TowerBook();
        copy.LastIndex = LastIndex;
        copy.ExposureMax = ExposureMax;
        copy.Trusted = Trusted;
        copy.Reservations = Reservations;
        copy.Sessions = Sessions;
        return copy;
    }

    /// <summary>Whether anybody uses towers: then states get tickets.</summary>
    public bool IsInUse
    {
        get { return LastIndex != 0 || ExposureMax != 0; }
    }

    public bool IsTrusted(byte[] tower)
    {
        for (int i = 0; i < Trusted.Length; i++)
        {
            if (Check.Same(Trusted[i], tower))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is reserved for a tower and a kind of backup; null when nothing is.</summary>
    public TowerReservation ReservationFor(byte[] tower, int blobType)
    {
        for (int i = 0; i < Reservations.Length; i++)
        {
            if (Reservations[i].BlobType == blobType && Check.Same(Reservations[i].Tower, tower))
            {
                return Reservations[i];
            }
        }

        return null;
    }

    /// <summary>The reservation of an index; null when it is none.</summary>
    public TowerReservation ReservationOf(uint index)
    {
        for (int i = 0; i < Reservations.Length; i++)
        {
            if (Reservations[i].Index == index)
            {
                return Reservations[i];
            }
        }

        return null;
    }

    /// <summary>The open session of an index; null when there is none.</summary>
    public TowerSession SessionOf(uint index)
    {
        for (int i = 0; i < Sessions.Length; i++)
        {
            if (Sessions[i].Index == index)
            {
                return Sessions[i];
            }
        }

        return null;
    }

    /// <summary>The index that the next reservation gets; above <see cref="IndexMax"/> when there is none left.</summary>
    public uint NextIndex(bool isForced)
    {
        return LastIndex + (isForced ? ForcedStep : 1);
    }
}
