using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// What outlives a channel that lost its slot: its number may never be set up anew, because the keys would be the same, and its revocation secrets or
/// the signature of its first commitment are out. Kept as a set, because one large number must not take all smaller ones with it: the node counts
/// upwards, and a thief who controls it for a day must not end its openings for ever. When the set is full, numbers that the node has left behind
/// become one bound, with the owner's button. Immutable.
/// <para>
/// Every number is taken on a device whose state came from a backup, because nobody knows which ones were used after it was made: that device only closes channels.
/// A device that was moved names the volume that has taken over, as its last record.
/// </para>
/// <code>
/// record  u8 version=2 | floor u64: it and every number below are taken | u8 count | numbers above it, u64 each | movedTo: nothing, or a volume id of 16 bytes
/// </code>
/// </summary>
public sealed class ForgottenChannels
{
    /// <summary>How many numbers fit slot 0 beside the floor.</summary>
    public const int NumbersMax = 48;

    private const byte Version = 2;
    private const int VolumeIdBytes = 16;

    /// <summary>The volume that has taken over from this one; null on every device that still works.</summary>
    public readonly byte[] MovedTo;

    private readonly ulong _floor;
    private readonly ulong[] _numbers;

    /// <summary>Nothing forgotten. 0 is taken from the start: the node begins at 1.</summary>
    public ForgottenChannels()
        : this(0, new ulong[0], null)
    {
    }

    private ForgottenChannels(ulong floor, ulong[] numbers, byte[] movedTo)
    {
        _floor = floor;
        _numbers = numbers;
        MovedTo = movedTo;
    }

    /// <summary>What a device remembers whose state came from a backup: every number is taken.</summary>
    public static ForgottenChannels Everything()
    {
        return new ForgottenChannels(ulong.MaxValue, new ulong[0], null);
    }

    /// <summary>True where no channel may be new. Forgetting channels one by one never gets there: a bound is below the number that wants room.</summary>
    public bool IsEverything
    {
        get { return _floor == ulong.MaxValue; }
    }

    /// <summary>The same memory on a device that has moved to another volume, or, with null, on the one that it has moved to.</summary>
    public ForgottenChannels Moved(byte[] volumeId)
    {
        return new ForgottenChannels(_floor, _numbers, volumeId);
    }

    public bool IsFull
    {
        get { return _numbers.Length == NumbersMax; }
    }

    public bool Contains(ulong dbid)
    {
        for (int i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] == dbid)
            {
                return true;
            }
        }

        return dbid <= _floor;
    }

    /// <summary>This memory and one number more; it must have room.</summary>
    public ForgottenChannels With(ulong dbid)
    {
        if (Contains(dbid))
        {
            return this;
        }

        Check.That(!IsFull, "the memory of forgotten channels has room");
        ulong[] numbers = new ulong[_numbers.Length + 1];
        for (int i = 0; i < _numbers.Length; i++)
        {
            numbers[i] = _numbers[i];
        }

        numbers[_numbers.Length] = dbid;
        return new ForgottenChannels(_floor, numbers, MovedTo);
    }

    /// <summary>The same with all numbers below <paramref name="dbid"/> put into the floor: every number up to the largest of them is taken from then on.</summary>
    public ForgottenChannels WithFloorBelow(ulong dbid)
    {
        ulong floor = _floor;
        int kept = 0;
        for (int i = 0; i < _numbers.Length; i++)
        {
            bool isBelow = _numbers[i] < dbid;
            floor = isBelow && _numbers[i] > floor ? _numbers[i] : floor;
            kept += isBelow ? 0 : 1;
        }

        ulong[] numbers = new ulong[kept];
        int next = 0;
        for (int i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] >= dbid)
            {
                numbers[next++] = _numbers[i];
            }
        }

        return new ForgottenChannels(floor, numbers, MovedTo);
    }

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(10 + 8 * NumbersMax + VolumeIdBytes);
        writer.U8(Version);
        writer.U64(_floor);
        writer.U8((byte)_numbers.Length);
        for (int i = 0; i < _numbers.Length; i++)
        {
            writer.U64(_numbers[i]);
        }

        if (MovedTo != null)
        {
            writer.Bytes(MovedTo);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; anything else is malformed.</summary>
    public static ForgottenChannels Decode(byte[] record)
    {
        ByteReader reader = new ByteReader(record);
        if (reader.U8() != Version)
        {
            throw new MalformedException("record of an unknown version");
        }

        ulong floor = reader.U64();
        int count = reader.U8();
        if (count > NumbersMax)
        {
            throw new MalformedException("record of too many forgotten numbers");
        }

        ulong[] numbers = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = reader.U64();
        }

        byte[] movedTo = reader.Remaining == 0 ? null : reader.Bytes(VolumeIdBytes);
        reader.End();
        return new ForgottenChannels(floor, numbers, movedTo);
    }
}
