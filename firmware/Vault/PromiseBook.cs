using Holdfast.Bytes;

namespace Holdfast.Vault;

/// <summary>
/// The promises that the device remembers, as they stand in record and attachment of one slot of the journal (firmware/Journal/FORMAT.md). A book does not change: who
/// wants another one makes it, writes it down and then uses it.
/// </summary>
public sealed class PromiseBook
{
    /// <summary>How many fit the record; the others are in the attachment.</summary>
    public const int InRecordMax = 25;

    /// <summary>More do not fit the slot.</summary>
    public const int CountMax = 54;

    /// <summary>Indexes stay below: two bits of four bytes say what has become of the promise.</summary>
    public const uint IndexEnd = 1u << 30;

    private const byte Version = 1;
    private const int HeadBytes = 6;
    private const int PromiseBytes = 16;

    public readonly Promise[] Promises;

    /// <summary>The index of the next promise. It never goes back.</summary>
    public readonly uint NextIndex;

    public PromiseBook(Promise[] promises, uint nextIndex)
    {
        Promises = promises;
        NextIndex = nextIndex;
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
        return new PromiseBook(next, NextIndex + 1);
    }

    /// <summary>This book with another promise in the place of one.</summary>
    public PromiseBook Replacing(int position, Promise promise)
    {
        Promise[] next = new Promise[Promises.Length];
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = i == position ? promise : Promises[i];
        }

        return new PromiseBook(next, NextIndex);
    }

    /// <summary>This book without a promise. The last one takes its place, so that most of the bytes stay what they were.</summary>
    public PromiseBook Without(int position)
    {
        Promise[] next = new Promise[Promises.Length - 1];
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = i == position ? Promises[next.Length] : Promises[i];
        }

        return new PromiseBook(next, NextIndex);
    }

    public byte[] EncodeRecord()
    {
        Check.That(Promises.Length <= CountMax, "a book of promises keeps its bound");
        ByteWriter writer = new ByteWriter(HeadBytes + PromiseBytes * InRecordMax);
        writer.U8(Version);
        writer.U32(NextIndex);
        writer.U8((byte)Promises.Length);
        Write(writer, 0, InRecordMax);
        return writer.ToArray();
    }

    /// <summary>What does not fit the record; null when all of it does.</summary>
    public byte[] EncodeAttachment()
    {
        if (Promises.Length <= InRecordMax)
        {
            return null;
        }

        ByteWriter writer = new ByteWriter(1 + PromiseBytes * (CountMax - InRecordMax));
        writer.U8(Version);
        Write(writer, InRecordMax, CountMax);
        return writer.ToArray();
    }

    /// <summary>Reads what the two methods above wrote; anything else is malformed.</summary>
    /// <param name="record">Null or empty when nothing was ever promised.</param>
    /// <param name="attachment">Not looked at where the record has all.</param>
    public static PromiseBook Decode(byte[] record, byte[] attachment)
    {
        if (record == null || record.Length == 0)
        {
            return new PromiseBook(new Promise[0], 0);
        }

        ByteReader reader = new ByteReader(record);
        RequireVersion(reader);
        uint nextIndex = reader.U32();
        Promise[] promises = new Promise[reader.U8()];
        if (promises.Length > CountMax || nextIndex > IndexEnd)
        {
            throw new MalformedException("a book of promises with more than it can have");
        }

        for (int i = 0; i < promises.Length; i++)
        {
            if (i == InRecordMax)
            {
                reader.End();
                reader = new ByteReader(attachment == null ? new byte[0] : attachment);
                RequireVersion(reader);
            }

            promises[i] = Read(reader, nextIndex);
            for (int j = 0; j < i; j++)
            {
                if (promises[j].Index == promises[i].Index)
                {
                    throw new MalformedException("a promise is in the book twice");
                }
            }
        }

        reader.End();
        return new PromiseBook(promises, nextIndex);
    }

    private void Write(ByteWriter writer, int from, int to)
    {
        for (int i = from; i < to && i < Promises.Length; i++)
        {
            Promise promise = Promises[i];
            Check.That(promise.Index < NextIndex && promise.AmountMsat < Promise.AmountEnd && (promise.Set != null) == (promise.Kind == PromiseKind.Released),
                "a promise that is written down can be read");
            writer.U32(promise.Index | ((uint)promise.Kind << 30));
            writer.U16((ushort)(promise.AmountMsat >> 32));
            writer.U32((uint)promise.AmountMsat);
            if (promise.Kind == PromiseKind.Released)
            {
                writer.Bytes(promise.Set);
            }
            else
            {
                writer.U32(promise.ExpiresAt);
                writer.U16(promise.FinalDelta);
            }
        }
    }

    private static Promise Read(ByteReader reader, uint nextIndex)
    {
        uint word = reader.U32();
        uint index = word & (IndexEnd - 1);
        uint kind = word >> 30;
        ulong high = reader.U16();
        ulong amountMsat = (high << 32) | reader.U32();
        if (index >= nextIndex || kind > (uint)PromiseKind.Cancelled)
        {
            throw new MalformedException("a promise of an unknown kind or index");
        }

        if (kind == (uint)PromiseKind.Released)
        {
            return new Promise(index, PromiseKind.Released, amountMsat, 0, 0, reader.Bytes(Promise.SetBytes), null);
        }

        uint expiresAt = reader.U32();
        return new Promise(index, (PromiseKind)kind, amountMsat, expiresAt, reader.U16(), null, null);
    }

    private static void RequireVersion(ByteReader reader)
    {
        if (reader.U8() != Version)
        {
            throw new MalformedException("a book of promises of an unknown version");
        }
    }
}
