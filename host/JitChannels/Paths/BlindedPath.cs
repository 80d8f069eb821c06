using System.Buffers.Binary;
using Holdfast.Crypto;

namespace Holdfast.JitChannels.Paths;

/// <summary>One hop of a blinded path: its name there, and what only it can read.</summary>
public sealed record BlindedHop(byte[] NodeId, byte[] Data);

/// <summary>
/// A blinded path (BOLT 4, Route Blinding) as BOLT 12 writes it:
/// <code>first node 33, or direction 1 and short channel id 8 | path key 33 | count 1 | { node 33 | length 2 | data }*</code>
/// </summary>
public sealed record BlindedPath(byte[] First, byte[] PathKey, IReadOnlyList<BlindedHop> Hops)
{
    private const int PointBytes = 33;
    private const int HopsMax = 20;

    public byte[] ToArray()
    {
        List<byte> bytes = [.. First, .. PathKey, (byte)Hops.Count];
        foreach (BlindedHop hop in Hops)
        {
            bytes.AddRange([.. hop.NodeId, (byte)(hop.Data.Length >> 8), (byte)hop.Data.Length, .. hop.Data]);
        }

        return [.. bytes];
    }

    /// <summary>All paths of a field.</summary>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static IReadOnlyList<BlindedPath> ReadAll(byte[] field, Secp256k1 curve)
    {
        List<BlindedPath> paths = [];
        for (int at = 0; at < field.Length;)
        {
            byte[] first = field[at] is 0 or 1 ? Take(9) : Point();
            byte[] key = Point();
            int count = Take(1)[0];
            if (count == 0)
            {
                throw new FormatException("a blinded path has hops");
            }

            if (count > HopsMax)
            {
                throw new FormatException($"a blinded path has at most {HopsMax} hops");
            }

            List<BlindedHop> hops = [];
            for (int i = 0; i < count; i++)
            {
                byte[] node = Point();
                hops.Add(new BlindedHop(node, Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2)))));
            }

            paths.Add(new BlindedPath(first, key, hops));

            byte[] Point() => Take(PointBytes) is { } point && curve.IsPoint(point) ? point : throw new FormatException("a blinded path has a key that is no point");

            byte[] Take(int length)
            {
                if (length > field.Length - at)
                {
                    throw new FormatException("a blinded path is cut off");
                }

                at += length;
                return field[(at - length)..at];
            }
        }

        return paths;
    }
}

/// <summary>What a payer pays and waits for along a blinded path, all hops together (BOLT 12, blinded_payinfo).</summary>
public sealed record BlindedPay(uint FeeBaseMsat, uint FeeProportional, ushort CltvDelta, ulong HtlcMinimumMsat, ulong HtlcMaximumMsat)
{
    /// <summary>More than all bitcoin cannot be sent.</summary>
    public const ulong AllMsat = 2_100_000_000_000_000_000;

    /// <summary>28 bytes; no features.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[28];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, FeeBaseMsat);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), FeeProportional);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), CltvDelta);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(10), HtlcMinimumMsat);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(18), Math.Min(HtlcMaximumMsat, AllMsat));
        return bytes;
    }
}
