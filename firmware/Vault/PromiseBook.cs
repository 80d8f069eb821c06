using System;
using Holdfast.Bytes;

namespace Holdfast.Vault;

/// <summary>
/// The promises and the orders that the device remembers, as they stand in record and attachment of one slot of the journal (firmware/Journal/FORMAT.md). Both are in one slot so
/// that one commit releases a preimage and says that the fee was kept. A book does not change: who wants another one makes it, writes it down and then uses it.
/// </summary>
public sealed class PromiseBook
{
    /// <summary>How many bytes fit the record; the others are in the attachment.</summary>
    public const int RecordBytesMax = 415;

    /// <summary>More do not fit the slot.</summary>
    public const int BytesMax = RecordBytesMax + 479;

    /// <summary>The id of a volume.</summary>
    public const int LifeBytes = 16;

    /// <summary>Promises, where there is no order.</summary>
    public const int CountMax = 54;

    public const int OrdersMax = 8;

    /// <summary>Indexes stay below: two bits of four bytes say what has become of the promise.</summary>
    public const uint IndexEnd = 1u << 30;

    private const byte Version = 1;
    private const int HeadBytes = 13;
    private const int PromiseBytes = 16;
    private const int OrderBytes = 4;
    private const uint WithOrder = 3;

    public readonly Promise[] Promises;

    /// <summary>The index of the next promise. It never goes back.</summary>
    public readonly uint NextIndex;

    /// <summary>By ascending number.</summary>
    public readonly JitOrder[] Orders;

    /// <summary>The number of the next order. It never goes back.</summary>
    public readonly uint NextOrder;

    /// <summary>The volume id under which the promises were made, if the device was moved since; else null. Preimages follow from it.</summary>
    public readonly byte[] Life;

    public PromiseBook(Promise[] promises, uint nextIndex, JitOrder[] orders, uint nextOrder, byte[] life)
    {
        Promises = promises;
        NextIndex = nextIndex;
        Orders = orders;
        NextOrder = nextOrder;
        Life = life;
    }

    /// <summary>How long record and attachment are together, without the latter's version.</summary>
    public int LengthBytes
    {
        get
        {
            int length = HeadBytes + JitOrder.LengthBytes * Orders.Length + (Life == null ? 0 : LifeBytes);
            for (int i = 0; i < Promises.Length; i++)
            {
                length += Promises[i].Order == 0 ? PromiseBytes : PromiseBytes + OrderBytes;
            }

            return length;
        }
    }

    /// <summary>True when one more fits.</summary>
    public bool HasRoomForPromise(bool hasOrder)
    {
        return Promises.Length < CountMax && HasRoom(PromiseBytes + (hasOrder ? OrderBytes : 0));
    }

    /// <summary>The same for an order.</summary>
    public bool HasRoomForOrder
    {
        get { return Orders.Length < OrdersMax && HasRoom(JitOrder.LengthBytes); }
    }

    // What a move adds fits always.
    private bool HasRoom(int bytes)
    {
        return LengthBytes + (Life == null ? LifeBytes : 0) <= BytesMax - bytes;
    }

    /// <summary>The order of a number; null when the book has none.</summary>
    public JitOrder OrderOf(uint number)
    {
        for (int i = 0; i < Orders.Length; i++)
        {
            if (Orders[i].Number == number)
            {
                return Orders[i];
            }
        }

        return null;
    }

    /// <summary>This book on another volume than that under which its promises were made.</summary>
    public PromiseBook Moved(byte[] volumeId)
    {
        return new PromiseBook(Promises, NextIndex, Orders, NextOrder, Life == null ? volumeId : Life);
    }

    /// <summary>This book with other orders.</summary>
    public PromiseBook WithOrders(JitOrder[] orders)
    {
        return new PromiseBook(Promises, NextIndex, orders, NextOrder, Life);
    }

    /// <summary>This book with another order behind the others, which gets the next number.</summary>
    public PromiseBook With(JitOrder order)
    {
        JitOrder[] next = new JitOrder[Orders.Length + 1];
        for (int i = 0; i < Orders.Length; i++)
        {
            next[i] = Orders[i];
        }

        order.Number = NextOrder;
        next[Orders.Length] = order;
        return new PromiseBook(Promises, NextIndex, next, NextOrder + 1, Life);
    }

    /// <summary>This book without an order.</summary>
    public PromiseBook Without(JitOrder order)
    {
        JitOrder[] next = new JitOrder[Orders.Length - 1];
        int at = 0;
        for (int i = 0; i < next.Length; i++)
        {
            at += Orders[at] == order ? 1 : 0;
            next[i] = Orders[at++];
        }

        return WithOrders(next);
    }

    /// <summary>This book with another promise behind the others, which gets the next index.</summary>
    public PromiseBook With(Promise promise)
    {
        Promise[] next = new Promise[Promises.Length + 1];
        for (int i = 0; i < Promises.Length; i++)
        {
            next[i] = Promises[i];
        }

        next[Promises.Length] = promise;
        return new PromiseBook(next, NextIndex + 1, Orders, NextOrder, Life);
    }

    /// <summary>This book with another promise in the place of one.</summary>
    public PromiseBook Replacing(int position, Promise promise)
    {
        Promise[] next = new Promise[Promises.Length];
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = i == position ? promise : Promises[i];
        }

        return new PromiseBook(next, NextIndex, Orders, NextOrder, Life);
    }

    /// <summary>This book without a promise. The last one takes its place, so that most of the bytes stay what they were.</summary>
    public PromiseBook Without(int position)
    {
        Promise[] next = new Promise[Promises.Length - 1];
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = i == position ? Promises[next.Length] : Promises[i];
        }

        return new PromiseBook(next, NextIndex, Orders, NextOrder, Life);
    }

    /// <summary>Of an encoded book, what stands in the record.</summary>
    public static byte[] RecordOf(byte[] encoded)
    {
        return Part(encoded, 0, encoded.Length < RecordBytesMax ? encoded.Length : RecordBytesMax, 0);
    }

    /// <summary>Of an encoded book, the attachment, which has what does not fit the record; null when all of it does.</summary>
    public static byte[] AttachmentOf(byte[] encoded)
    {
        if (encoded.Length <= RecordBytesMax)
        {
            return null;
        }

        byte[] attachment = Part(encoded, RecordBytesMax, encoded.Length - RecordBytesMax, 1);
        attachment[0] = Version;
        return attachment;
    }

    /// <summary>Reads the two parts of an encoded book; anything else is malformed.</summary>
    /// <param name="record">Null or empty when nothing was ever promised.</param>
    /// <param name="attachment">Not looked at where the record has all.</param>
    public static PromiseBook Decode(byte[] record, byte[] attachment)
    {
        if (record == null || record.Length == 0)
        {
            return new PromiseBook(new Promise[0], 0, new JitOrder[0], 1, null);
        }

        ByteReader reader = new ByteReader(record);
        RequireVersion(reader);
        int length = reader.U16();
        if (length > record.Length)
        {
            reader = new ByteReader(Joined(record, attachment, length));
            reader.U8();
            reader.U16();
        }

        uint nextIndex = reader.U32();
        uint nextOrder = reader.U32();
        JitOrder[] orders = new JitOrder[reader.U8()];
        Promise[] promises = new Promise[reader.U8()];
        if (promises.Length > CountMax || orders.Length > OrdersMax || nextIndex > IndexEnd || nextOrder == 0)
        {
            throw new MalformedException("a book of promises with more than it can have");
        }

        for (int i = 0; i < orders.Length; i++)
        {
            orders[i] = JitOrder.Read(reader);
            RequireOnce(orders[i].Number < nextOrder && (i == 0 || orders[i - 1].Number < orders[i].Number));
        }

        for (int i = 0; i < promises.Length; i++)
        {
            promises[i] = Read(reader, nextIndex, nextOrder);
            for (int j = 0; j < i; j++)
            {
                RequireOnce(promises[j].Index != promises[i].Index);
            }
        }

        byte[] life = reader.Remaining == 0 ? null : reader.Bytes(LifeBytes);
        reader.End();
        PromiseBook book = new PromiseBook(promises, nextIndex, orders, nextOrder, life);
        RequireOnce(book.LengthBytes == length);
        return book;
    }

    /// <summary>All of it, for <see cref="RecordOf"/> and <see cref="AttachmentOf"/>.</summary>
    public byte[] Encode()
    {
        int length = LengthBytes;
        Check.That(Promises.Length <= CountMax && Orders.Length <= OrdersMax && length <= BytesMax, "a book of promises keeps its bounds");
        ByteWriter writer = new ByteWriter(length);
        writer.U8(Version);
        writer.U16((ushort)length);
        writer.U32(NextIndex);
        writer.U32(NextOrder);
        writer.U8((byte)Orders.Length);
        writer.U8((byte)Promises.Length);
        for (int i = 0; i < Orders.Length; i++)
        {
            Orders[i].Write(writer);
        }

        for (int i = 0; i < Promises.Length; i++)
        {
            Write(writer, Promises[i]);
        }

        if (Life != null)
        {
            writer.Bytes(Life);
        }

        return writer.ToArray();
    }

    private void Write(ByteWriter writer, Promise promise)
    {
        Check.That(promise.Index < NextIndex && promise.AmountMsat < Promise.AmountEnd && (promise.Set != null) == (promise.Kind == PromiseKind.Released)
            && (promise.Order == 0 || promise.Kind == PromiseKind.Promised), "a promise that is written down can be read");
        writer.U32(promise.Index | ((promise.Order != 0 ? WithOrder : (uint)promise.Kind) << 30));
        writer.U16((ushort)(promise.AmountMsat >> 32));
        writer.U32((uint)promise.AmountMsat);
        if (promise.Kind == PromiseKind.Released)
        {
            writer.Bytes(promise.Set);
            return;
        }

        writer.U32(promise.ExpiresAt);
        writer.U16(promise.FinalDelta);
        if (promise.Order != 0)
        {
            writer.U32(promise.Order);
        }
    }

    private static Promise Read(ByteReader reader, uint nextIndex, uint nextOrder)
    {
        uint word = reader.U32();
        uint index = word & (IndexEnd - 1);
        uint kind = word >> 30;
        ulong high = reader.U16();
        ulong amountMsat = (high << 32) | reader.U32();
        if (index >= nextIndex)
        {
            throw new MalformedException("a promise of an unknown index");
        }

        if (kind == (uint)PromiseKind.Released)
        {
            return new Promise(index, PromiseKind.Released, amountMsat, 0, 0, 0, reader.Bytes(Promise.SetBytes), null);
        }

        uint expiresAt = reader.U32();
        ushort finalDelta = reader.U16();
        if (kind != WithOrder)
        {
            return new Promise(index, (PromiseKind)kind, amountMsat, expiresAt, finalDelta, 0, null, null);
        }

        uint order = reader.U32();
        RequireOnce(order != 0 && order < nextOrder);
        return new Promise(index, PromiseKind.Promised, amountMsat, expiresAt, finalDelta, order, null, null);
    }

    private static byte[] Joined(byte[] record, byte[] attachment, int length)
    {
        ByteReader rest = new ByteReader(attachment == null ? new byte[0] : attachment);
        RequireVersion(rest);
        if (record.Length != RecordBytesMax || rest.Remaining != length - RecordBytesMax)
        {
            throw new MalformedException("a book of promises of another length");
        }

        ByteWriter all = new ByteWriter(length);
        all.Bytes(record);
        all.Bytes(rest.Rest());
        return all.ToArray();
    }

    private static byte[] Part(byte[] bytes, int from, int count, int at)
    {
        byte[] part = new byte[at + count];
        Array.Copy(bytes, from, part, at, count);
        return part;
    }

    private static void RequireVersion(ByteReader reader)
    {
        if (reader.U8() != Version)
        {
            throw new MalformedException("a book of promises of an unknown version");
        }
    }

    private static void RequireOnce(bool isTrue)
    {
        if (!isTrue)
        {
            throw new MalformedException("a book of promises with something twice, or of another length");
        }
    }
}
