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
}
