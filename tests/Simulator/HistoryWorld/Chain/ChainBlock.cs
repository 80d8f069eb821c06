using System.Buffers.Binary;
using Holdfast.Chain;
using Holdfast.Crypto;
using Holdfast.Protocol;

namespace Holdfast.HistoryWorld.Chain;

/// <summary>A block of the world, and what is really in it.</summary>
internal sealed class ChainBlock
{
    public required ChainBlock? Parent { get; init; }

    public required int Height { get; init; }

    public required uint Time { get; init; }

    public required byte[] Header { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>The first one makes the block's money.</summary>
    public required byte[][] Transactions { get; init; }

    /// <summary>A header that no node of the network takes.</summary>
    public bool IsWrong { get; init; }

    /// <summary>The time that the next block must be after.</summary>
    public uint MedianTime
    {
        get
        {
            List<uint> times = [];
            for (ChainBlock? block = this; block != null && times.Count < 11; block = block.Parent)
            {
                times.Add(block.Time);
            }

            times.Sort();
            return times[times.Count / 2];
        }
    }

    /// <summary>The block that the device knows before it is shown any.</summary>
    public static ChainBlock Genesis()
    {
        ChainPoint checkpoint = ChainNetwork.Of(Network.Regtest).Checkpoint;
        return new ChainBlock { Parent = null, Height = 0, Time = checkpoint.Time, Header = [], Hash = checkpoint.Hash, Transactions = [] };
    }

    /// <summary>A block on top of one.</summary>
    /// <param name="mark">Makes it another one than its brothers.</param>
    public static ChainBlock Mined(ChainBlock parent, uint time, int version, uint bits, bool isWorked, byte mark, byte[][] payments)
    {
        byte[] first = [1, 0, 0, 0, 1, .. new byte[32], 255, 255, 255, 255, 2, 1, mark, 255, 255, 255, 255, 1, .. new byte[8], 1, 81, 0, 0, 0, 0];
        byte[][] transactions = [first, .. payments];
        byte[] header = [.. new byte[4], .. parent.Hash, .. Climb(transactions, 0, []), .. new byte[12]];
        BinaryPrimitives.WriteInt32LittleEndian(header, version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(68), time);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(72), bits);

        // Half of all hashes meet the target; those that begin with its own first byte are left out.
        for (uint nonce = 0; isWorked ? Sha256.HashTwice(header)[31] > 0x7e : Sha256.HashTwice(header)[31] < 0x80; nonce++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(76), nonce);
        }

        bool isWrong = !isWorked || version < 4 || bits != ChainNetwork.Of(Network.Regtest).LimitBits || time <= parent.MedianTime;
        return new ChainBlock
        {
            Parent = parent, Height = parent.Height + 1, Time = time, Header = header, Hash = Sha256.HashTwice(header), Transactions = transactions, IsWrong = isWrong,
        };
    }

    /// <summary>That a transaction is in this place, as somebody says it.</summary>
    public ProveBurial Proof(int index, byte[] transaction)
    {
        List<byte> path = [];
        List<byte> firstPath = [];
        Climb(Transactions, index, path);
        Climb(Transactions, 0, firstPath);
        return new ProveBurial { Transaction = transaction, Vout = 0, Index = (uint)index, Path = [.. path], First = Transactions[0], FirstPath = [.. firstPath] };
    }

    /// <summary>The block of this height on the way down from here.</summary>
    public ChainBlock At(int height)
    {
        ChainBlock block = this;
        while (block.Height > height)
        {
            block = block.Parent!;
        }

        return block;
    }

    private static byte[] Climb(byte[][] transactions, int index, List<byte> path)
    {
        byte[][] level = [.. transactions.Select(Sha256.HashTwice)];
        while (level.Length > 1)
        {
            path.AddRange(level[Math.Min(index ^ 1, level.Length - 1)]);
            index /= 2;
            level = [.. level.Chunk(2).Select(pair => Sha256.HashTwice([.. pair[0], .. pair[^1]]))];
        }

        return level[0];
    }
}
