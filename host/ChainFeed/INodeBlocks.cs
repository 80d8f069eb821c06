namespace Holdfast.ChainFeed;

/// <summary>The block chain as the node sees it.</summary>
public interface INodeBlocks
{
    /// <summary>The height of the newest block.</summary>
    /// <exception cref="ChainFeedException">The node does not answer.</exception>
    Task<int> HeightAsync(CancellationToken cancellation);

    /// <summary>The whole block at this height; null when the node has none.</summary>
    /// <exception cref="ChainFeedException">The node does not answer.</exception>
    Task<byte[]?> BlockAsync(int height, CancellationToken cancellation);
}
