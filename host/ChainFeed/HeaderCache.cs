using Holdfast.Crypto;

namespace Holdfast.ChainFeed;

/// <summary>
/// The node's newest headers, so that no block is fetched twice for its header. The node may replace blocks at any time: when two headers do not follow each
/// other, everything is forgotten and the round begins anew.
/// </summary>
internal sealed class HeaderCache(INodeBlocks node)
{
    private readonly Dictionary<int, byte[]> _headers = [];

    /// <summary>The header at this height; null when the node has none.</summary>
    /// <exception cref="ChainFeedException">The node has just replaced blocks, or gives something that is no block.</exception>
    public async Task<byte[]?> HeaderAsync(int height, CancellationToken cancellation)
    {
        if (_headers.TryGetValue(height, out byte[]? known))
        {
            return known;
        }

        return await node.BlockAsync(height, cancellation) is byte[] block ? Keep(height, block) : null;
    }

    /// <summary>The same; it has to be there.</summary>
    /// <exception cref="ChainFeedException">The node has none, has just replaced blocks, or gives something that is no block.</exception>
    public async Task<byte[]> RequireAsync(int height, CancellationToken cancellation) =>
        await HeaderAsync(height, cancellation) ?? throw new ChainFeedException($"the node has no block {height} any more");

    /// <summary>Headers down to this height, from the lowest block that the signer remembers, or from the block itself where it remembers that one.</summary>
    public async Task<List<byte[]>> WayAsync(int height, int lowestKnown, CancellationToken cancellation)
    {
        List<byte[]> way = [];
        for (int i = Math.Max(height, lowestKnown); i >= height; i--)
        {
            way.Add(await RequireAsync(i, cancellation));
        }

        return way;
    }

    /// <summary>A whole block, with the header that is remembered for it.</summary>
    public async Task<RawBlock?> BlockAsync(int height, CancellationToken cancellation)
    {
        if (await node.BlockAsync(height, cancellation) is not byte[] bytes)
        {
            return null;
        }

        byte[] header = Keep(height, bytes);
        try
        {
            return new RawBlock(bytes);
        }
        catch (InvalidDataException broken)
        {
            Forget();
            throw new ChainFeedException($"block {height} ({Convert.ToHexStringLower(header.AsSpan(0, 4))}…) of the node is not whole", broken);
        }
    }

    public void Forget() => _headers.Clear();

    private byte[] Keep(int height, byte[] block)
    {
        if (block.Length < RawBlock.HeaderBytes)
        {
            throw new ChainFeedException($"what the node gives as block {height} is too short");
        }

        byte[] header = block[..RawBlock.HeaderBytes];
        bool isReplaced = (_headers.TryGetValue(height, out byte[]? same) && !same.AsSpan().SequenceEqual(header))
            || (_headers.TryGetValue(height - 1, out byte[]? below) && !Follows(header, below))
            || (_headers.TryGetValue(height + 1, out byte[]? above) && !Follows(above, header));
        if (isReplaced)
        {
            Forget();
            throw new ChainFeedException("the node has just replaced blocks");
        }

        if (_headers.Count >= 2 * ChainFeeder.SearchBlocksMax)
        {
            Forget();
        }

        _headers[height] = header;
        return header;
    }

    private static bool Follows(byte[] header, byte[] parent) => header.AsSpan(4, 32).SequenceEqual(Sha256.HashTwice(parent));
}
