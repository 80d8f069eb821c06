using System.Buffers.Binary;
using Holdfast.Crypto;

namespace Holdfast.ChainFeed;

/// <summary>A whole block as nodes store and send it, cut into header and transactions; the latter without their witnesses, as their ids are made.</summary>
public sealed class RawBlock
{
    /// <summary>The length of a header.</summary>
    public const int HeaderBytes = 80;

    private const int OutpointBytes = 36;

    private readonly byte[] _bytes;
    private readonly byte[][] _ids;
    private readonly List<(int At, int Transaction)> _inputs = [];
    private int _at = HeaderBytes;

    /// <exception cref="InvalidDataException">The bytes are no block, or not that of the header.</exception>
    public RawBlock(byte[] bytes)
    {
        _bytes = bytes;
        Transactions = new byte[Count()][];
        for (int i = 0; i < Transactions.Length; i++)
        {
            Transactions[i] = Transaction(i);
        }

        _ids = [.. Transactions.Select(transaction => Sha256.HashTwice(transaction))];
        if (_at != bytes.Length || Transactions.Length == 0 || !Climb(0, []).AsSpan().SequenceEqual(bytes.AsSpan(36, 32)))
        {
            throw new InvalidDataException("the bytes are not one whole block");
        }
    }

    public byte[] Header => _bytes[..HeaderBytes];

    public byte[][] Transactions { get; }

    /// <summary>Where the transaction with this id (internal byte order) stands; -1 when it does not.</summary>
    public int IndexOf(byte[] txid) => Array.FindIndex(_ids, id => id.AsSpan().SequenceEqual(txid));

    /// <summary>Where the transaction stands that spends this output; -1 when none does.</summary>
    public int IndexOfSpender(FundingOutpoint output)
    {
        byte[] outpoint = [.. output.TxidBytes, .. BitConverter.GetBytes((uint)output.Vout)];
        return _inputs.Where(input => _bytes.AsSpan(input.At, OutpointBytes).SequenceEqual(outpoint)).Select(input => input.Transaction).FirstOrDefault(-1);
    }

    /// <summary>The hashes beside the way from a transaction to the root, from below.</summary>
    public byte[] Path(int index)
    {
        List<byte> path = [];
        Climb(index, path);
        return [.. path];
    }

    private byte[] Climb(int index, List<byte> path)
    {
        byte[][] level = _ids;
        while (level.Length > 1)
        {
            path.AddRange(level[Math.Min(index ^ 1, level.Length - 1)]);
            index /= 2;
            level = [.. level.Chunk(2).Select(pair => Sha256.HashTwice([.. pair[0], .. pair[^1]]))];
        }

        return level[0];
    }

    private byte[] Transaction(int index)
    {
        int start = _at;
        Skip(4);
        int inputsAt = _at;
        bool hasWitness = Byte(_at) == 0;
        if (hasWitness)
        {
            Skip(2);
            inputsAt = _at;
        }

        int inputs = Count();
        for (int i = 0; i < inputs; i++)
        {
            _inputs.Add((_at, index));
            Skip(OutpointBytes);
            Skip(Count());
            Skip(4);
        }

        for (int outputs = Count(); outputs > 0; outputs--)
        {
            Skip(8);
            Skip(Count());
        }

        int witnessAt = _at;
        for (int i = 0; hasWitness && i < inputs; i++)
        {
            for (int items = Count(); items > 0; items--)
            {
                Skip(Count());
            }
        }

        int locktimeAt = _at;
        Skip(4);
        return [.. _bytes[start..(start + 4)], .. _bytes[inputsAt..witnessAt], .. _bytes[locktimeAt.._at]];
    }

    // CompactSize.
    private int Count()
    {
        int first = Byte(_at);
        int width = first switch { 253 => 2, 254 => 4, 255 => throw Broken(), _ => 0 };
        Skip(1 + width);
        uint count = width switch
        {
            2 => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(_at - 2)),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(_at - 4)),
            _ => (uint)first,
        };
        return count <= _bytes.Length ? (int)count : throw Broken();
    }

    private byte Byte(int at) => at < _bytes.Length ? _bytes[at] : throw Broken();

    private void Skip(int count)
    {
        _at = count <= _bytes.Length - _at ? _at + count : throw Broken();
    }

    private static InvalidDataException Broken() => new("the bytes are not one whole block");
}
