using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Crypto;

namespace Holdfast.Unit.Chain;

/// <summary>Makes headers, and finds their work where the target is easy enough for a test.</summary>
public static class Miner
{
    public const uint EasyBits = 0x207fffff;

    /// <summary>A chain of one's own with the rules of the argument, from height 0, at regtest's difficulty.</summary>
    public static ChainNetwork Network(bool hasRetargets, bool allowsMinimum, bool hasBip94)
    {
        return new ChainNetwork(EasyBits, hasRetargets, allowsMinimum, hasBip94, 4, 0, Text(new byte[32]), 1000000, EasyBits);
    }

    /// <summary>A header whose hash meets its target, if <paramref name="isWorked"/>, or does not.</summary>
    public static byte[] Header(byte[] previous, byte[] root, uint time, uint bits, int version, bool isWorked)
    {
        uint[] target = Target.Decode(bits);
        for (uint nonce = 0; ; nonce++)
        {
            ByteWriter writer = new ByteWriter(80);
            Little(writer, (uint)version);
            writer.Bytes(previous);
            writer.Bytes(root);
            Little(writer, time);
            Little(writer, bits);
            Little(writer, nonce);
            byte[] header = writer.ToArray();
            if (target == null || Target.IsMet(target, Sha256.HashTwice(header)) == isWorked)
            {
                return header;
            }
        }
    }

    /// <summary>A good header on top of a block, so many seconds after it.</summary>
    public static byte[] After(ChainPoint parent, int seconds, byte mark)
    {
        return Header(parent.Hash, Root(mark), (uint)(parent.Time + seconds), EasyBits, 4, true);
    }

    /// <summary>Headers one on top of the other, ten minutes apart.</summary>
    public static byte[] Run(byte[] previous, uint time, int count, byte mark)
    {
        ByteWriter writer = new ByteWriter(80 * count);
        for (int i = 0; i < count; i++)
        {
            time += 600;
            byte[] header = Header(previous, Root(mark), time, EasyBits, 4, true);
            writer.Bytes(header);
            previous = Sha256.HashTwice(header);
        }

        return writer.ToArray();
    }

    public static byte[] Root(byte mark)
    {
        byte[] root = new byte[32];
        root[0] = mark;
        return root;
    }

    public static byte[] Slice(byte[] bytes, int offset, int count)
    {
        return new ByteReader(bytes, offset, count).Rest();
    }

    /// <summary>A hash as it is written: the highest byte first.</summary>
    public static string Text(byte[] hash)
    {
        byte[] reversed = new byte[hash.Length];
        for (int i = 0; i < hash.Length; i++)
        {
            reversed[i] = hash[hash.Length - 1 - i];
        }

        return Hex.Text(reversed);
    }

    private static void Little(ByteWriter writer, uint value)
    {
        writer.U8((byte)value);
        writer.U8((byte)(value >> 8));
        writer.U8((byte)(value >> 16));
        writer.U8((byte)(value >> 24));
    }
}
