using Holdfast.Bytes;

namespace Holdfast.Towers;

/// <summary>
/// The book as bytes (firmware/Journal/FORMAT.md): the attachment of the journal's slot 0. Each tower is written once, the others name it by position; a tower
/// stands here for as long as something names it, or the owner relies on it.
/// </summary>
public static class TowerBookCodec
{
    /// <summary>What the journal keeps beside a record at most.</summary>
    public const int BytesMax = 480;

    private const byte Version = 1;
    private const int Taproot = 128;
    private const int Trusted = 1;

    /// <summary>The bytes; longer ones than <see cref="BytesMax"/> do not fit the journal.</summary>
    public static byte[] Encode(TowerBook book, int slotCount)
    {
        byte[][] towers = TowersOf(book);
        ByteWriter writer = new ByteWriter(BytesMax);
        writer.U8(Version);
        writer.U32(book.LastIndex);
        writer.U8((byte)book.ExposureMax);
        writer.U8((byte)towers.Length);
        for (int i = 0; i < towers.Length; i++)
        {
            writer.Bytes(towers[i]);
            writer.U8((byte)(book.IsTrusted(towers[i]) ? Trusted : 0));
        }

        writer.U8((byte)book.Reservations.Length);
        for (int i = 0; i < book.Reservations.Length; i++)
        {
            TowerReservation reservation = book.Reservations[i];
            writer.U8((byte)PositionOf(towers, reservation.Tower));
            writer.U8((byte)reservation.BlobType);
            writer.U32(reservation.Index);
        }

        writer.U8((byte)book.Sessions.Length);
        for (int i = 0; i < book.Sessions.Length; i++)
        {
            TowerSession session = book.Sessions[i];
            Check.That(session.Slots.Length == SetBytes(slotCount), "a session has a bit for every slot");
            writer.U8((byte)PositionOf(towers, session.Tower));
            writer.U8((byte)(session.BlobType | (session.IsTaproot ? Taproot : 0)));
            writer.U32(session.Index);
            writer.U16((ushort)session.MaxUpdates);
            writer.U32(session.FeeratePerKw);
            writer.U32(session.SweepKeyIndex);
            writer.Bytes(session.Slots);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; anything else is malformed.</summary>
    public static TowerBook Decode(byte[] bytes, int slotCount)
    {
        ByteReader reader = new ByteReader(bytes);
        if (reader.U8() != Version)
        {
            throw new MalformedException("a tower book of an unknown version");
        }

        TowerBook book = new TowerBook();
        book.LastIndex = reader.U32();
        book.ExposureMax = reader.U8();
        Require(book.LastIndex <= TowerBook.IndexMax && book.ExposureMax <= TowerBook.ExposureMost);
        byte[][] towers = new byte[reader.U8()][];
        int trusted = 0;
        byte[][] trustedMost = new byte[towers.Length][];
        for (int i = 0; i < towers.Length; i++)
        {
            towers[i] = reader.Bytes(33);
            int flags = reader.U8();
            Require(flags <= Trusted);
            if (flags == Trusted)
            {
                trustedMost[trusted++] = towers[i];
            }
        }

        book.Trusted = new byte[trusted][];
        for (int i = 0; i < trusted; i++)
        {
            book.Trusted[i] = trustedMost[i];
        }

        book.Reservations = new TowerReservation[reader.U8()];
        for (int i = 0; i < book.Reservations.Length; i++)
        {
            byte[] tower = At(towers, reader.U8());
            int blobType = reader.U8();
            uint index = reader.U32();
            Require(BlobTypes.IsKnown(blobType) && index != 0 && index <= book.LastIndex);
            book.Reservations[i] = new TowerReservation(tower, blobType, index);
        }

        book.Sessions = new TowerSession[reader.U8()];
        for (int i = 0; i < book.Sessions.Length; i++)
        {
            byte[] tower = At(towers, reader.U8());
            int kind = reader.U8();
            uint index = reader.U32();
            int maxUpdates = reader.U16();
            uint feerate = reader.U32();
            uint keyIndex = reader.U32();
            Require(BlobTypes.IsKnown(kind & ~Taproot) && index != 0 && index <= book.LastIndex && keyIndex <= TowerBook.IndexMax);
            book.Sessions[i] = new TowerSession(tower, kind & ~Taproot, index, maxUpdates, feerate, keyIndex, (kind & Taproot) != 0,
                reader.Bytes(SetBytes(slotCount)));
        }

        reader.End();
        return book;
    }

    /// <summary>How long the set of a session's channels is.</summary>
    public static int SetBytes(int slotCount)
    {
        return (slotCount + 7) / 8;
    }

    /// <summary>Every tower that the book names, once, in the order in which it is named.</summary>
    public static byte[][] TowersOf(TowerBook book)
    {
        byte[][] most = new byte[book.Trusted.Length + book.Reservations.Length + book.Sessions.Length][];
        int count = 0;
        for (int i = 0; i < book.Trusted.Length; i++)
        {
            count = Add(most, count, book.Trusted[i]);
        }

        for (int i = 0; i < book.Reservations.Length; i++)
        {
            count = Add(most, count, book.Reservations[i].Tower);
        }

        for (int i = 0; i < book.Sessions.Length; i++)
        {
            count = Add(most, count, book.Sessions[i].Tower);
        }

        byte[][] towers = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            towers[i] = most[i];
        }

        return towers;
    }

    /// <summary>Where a tower stands in a list; −1 when it does not.</summary>
    public static int PositionOf(byte[][] towers, byte[] tower)
    {
        for (int i = 0; i < towers.Length; i++)
        {
            if (Check.Same(towers[i], tower))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Add(byte[][] towers, int count, byte[] tower)
    {
        for (int i = 0; i < count; i++)
        {
            if (Check.Same(towers[i], tower))
            {
                return count;
            }
        }

        towers[count] = tower;
        return count + 1;
    }

    private static byte[] At(byte[][] towers, int position)
    {
        Require(position < towers.Length);
        return towers[position];
    }

    private static void Require(bool isSense)
    {
        if (!isSense)
        {
            throw new MalformedException("a tower book that says what cannot be");
        }
    }
}
