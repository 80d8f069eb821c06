using Holdfast.Bytes;

namespace Holdfast.Chain;

/// <summary>
/// What was proven to be buried since the device started, and since the chain was last reorganised: the digest of an output and the height of its
/// block. The oldest goes first; a host that needs it again proves it again.
/// </summary>
public sealed class Burials
{
    public const int CountMax = 8;

    private readonly byte[][] _digests = new byte[CountMax][];
    private readonly int[] _heights = new int[CountMax];
    private int _next;

    public void Add(byte[] digest, int height)
    {
        for (int i = 0; i < CountMax; i++)
        {
            if (Check.Same(_digests[i], digest))
            {
                _heights[i] = height;
                return;
            }
        }

        _digests[_next] = digest;
        _heights[_next] = height;
        _next = (_next + 1) % CountMax;
    }

    /// <summary>The height of the block with this output; -1 when nothing of it was proven.</summary>
    public int HeightOf(byte[] digest)
    {
        for (int i = 0; i < CountMax; i++)
        {
            if (Check.Same(_digests[i], digest))
            {
                return _heights[i];
            }
        }

        return -1;
    }
}
