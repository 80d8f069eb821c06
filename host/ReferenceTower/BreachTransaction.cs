using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.ReferenceTower;

/// <summary>A transaction out of a block, as far as a lookout reads it.</summary>
public sealed class BreachTransaction
{
    private readonly byte[] _bytes;
    private int _at;

    private BreachTransaction(byte[] bytes)
    {
        _bytes = bytes;
        byte[] version = Take(4);
        bool hasWitness = _bytes[_at] == 0 && _bytes[_at + 1] == 1;
        _at += hasWitness ? 2 : 0;
        int body = _at;
        for (int inputs = Length(); inputs > 0; inputs--)
        {
            Take(36);
            Take(Length());
            Take(4);
        }

        Outputs = new (ulong, byte[])[Length()];
        for (int i = 0; i < Outputs.Length; i++)
        {
            ulong amount = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
            Outputs[i] = (amount, Take(Length()));
        }

        byte[] plain = [.. version, .. _bytes[body.._at], .. _bytes[^4..]];
        Txid = SHA256.HashData(SHA256.HashData(plain));
    }

    /// <summary>Internal byte order.</summary>
    public byte[] Txid { get; }

    public (ulong Sat, byte[] Script)[] Outputs { get; }

    /// <param name="bytes">With or without witnesses.</param>
    /// <exception cref="InvalidDataException">Not a whole transaction.</exception>
    public static BreachTransaction Parse(byte[] bytes)
    {
        try
        {
            return new BreachTransaction(bytes);
        }
        catch (Exception cut) when (cut is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("not a transaction", cut);
        }
    }

    private byte[] Take(int count)
    {
        _at += count;
        return _bytes[(_at - count).._at];
    }

    private int Length() => Take(1)[0] switch
    {
        0xfd => BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        0xfe => BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        0xff => throw new OverflowException("a length that no transaction has"),
        byte small => small,
    };
}
