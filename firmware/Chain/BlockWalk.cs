using Holdfast.Bytes;

namespace Holdfast.Chain;

/// <summary>
/// A way back from the blocks that the device remembers to an older one, header by header: each is the one whose hash is in the header after it, so
/// nothing else has to be checked and nothing of the way is kept but its end. It leads as far back as the host has headers, checkpoint or not.
/// </summary>
public sealed class BlockWalk
{
    private byte[] _wanted;

    /// <summary>The height of the last block shown.</summary>
    public int Height { get; private set; }

    /// <summary>What proves which transactions that block has; null before the first one.</summary>
    public byte[] MerkleRoot { get; private set; }

    /// <summary>
    /// A block of the chain begins a new way, the block before the last one goes on; false for any other header, and nothing changes.
    /// </summary>
    public bool Show(HeaderChain chain, BlockHeader header)
    {
        ChainPoint known = chain.Find(header.Hash);
        if (known == null && (_wanted == null || !Check.Same(header.Hash, _wanted) || Height == 0))
        {
            return false;
        }

        Height = known != null ? known.Height : Height - 1;
        MerkleRoot = header.MerkleRoot;
        _wanted = header.Previous;
        return true;
    }
}
