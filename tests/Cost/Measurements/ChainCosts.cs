using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Protocol;

namespace Holdfast.Cost;

/// <summary>
/// Blocks of regtest beside the bench, and what shows them to the device. Their work takes two tries; checking it costs what it costs on any network,
/// but for the division that a new target needs once in two weeks.
/// </summary>
public sealed class ChainCosts
{
    private const int Levels = 12;

    private static readonly byte[] s_genesis = Convert.FromHexString("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

    private byte[] _tip = s_genesis;
    private uint _time = 1296688602;

    public static void Measure(Func<string, double, byte[], byte[]> counted, Func<byte[], byte[]> plain)
    {
        ChainCosts chain = new();
        plain(new FeedHeaders { Headers = chain.Blocks(40, new byte[32]) }.Encode());
        counted("feed headers, 100 at once", 0, new FeedHeaders { Headers = chain.Blocks(100, new byte[32]) }.Encode());
        counted("feed headers, 1", 2, new FeedHeaders { Headers = chain.Blocks(1, new byte[32]) }.Encode());

        // A block of 4,096 transactions, the proven one with 250 bytes, the first one with 200.
        byte[] transaction = Payment(250);
        byte[] first = new byte[200];
        (first[0], first[4]) = (1, 1);
        first.AsSpan(37, 4).Fill(0xff);
        byte[][] path = [.. Enumerable.Range(0, Levels).Select(i => Primitives.Bytes("beside " + i))];
        byte[][] firstPath = [.. path];
        byte[] root = Root(transaction, path, firstPath, first);
        byte[] header = chain.Blocks(1, root);
        plain(new FeedHeaders { Headers = header }.Encode());
        counted("walk headers, 1", 2, new WalkHeaders { Headers = header }.Encode());
        counted("prove burial, 4,096 transactions", 40, new ProveBurial
        {
            Transaction = transaction, Index = 1 << (Levels - 1), Path = [.. path.SelectMany(hash => hash)], First = first, FirstPath = [.. firstPath.SelectMany(hash => hash)],
        }.Encode());
    }

    // The transaction is the first one of the tree's right half, so the two ways meet at the root: each one's last hash is the other one's half.
    private static byte[] Root(byte[] transaction, byte[][] path, byte[][] firstPath, byte[] first)
    {
        byte[] right = Twice(transaction);
        byte[] left = Twice(first);
        for (int i = 0; i < Levels - 1; i++)
        {
            right = Twice([.. right, .. path[i]]);
            left = Twice([.. left, .. firstPath[i]]);
        }

        path[Levels - 1] = left;
        firstPath[Levels - 1] = right;
        return Twice([.. left, .. right]);
    }

    // One input with an empty script; an output whose script fills the rest.
    private static byte[] Payment(int length)
    {
        byte[] bytes = new byte[length];
        (bytes[0], bytes[4], bytes[46]) = (2, 1, 1);
        bytes[55] = (byte)(length - 60);
        return bytes;
    }

    private byte[] Blocks(int count, byte[] root)
    {
        List<byte> headers = [];
        for (int i = 0; i < count; i++)
        {
            _time += 600;
            byte[] header = new byte[80];
            header[0] = 4;
            _tip.CopyTo(header, 4);
            root.CopyTo(header, 36);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(68), _time);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(72), 0x207fffff);
            for (uint nonce = 0; Twice(header)[31] > 0x7e; nonce++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(76), nonce);
            }

            _tip = Twice(header);
            headers.AddRange(header);
        }

        return [.. headers];
    }

    private static byte[] Twice(byte[] bytes) => SHA256.HashData(SHA256.HashData(bytes));
}
