using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>
/// The last public points that came compressed, with their y: a peer's keys come again with every commitment, and a square root costs as much
/// as half a product with the generator. Bounded; the oldest makes room. Holds points that the outside sent, never results of secrets.
/// </summary>
internal sealed class PointCache
{
    private const int Size = 8;

    private readonly Group _group;
    private readonly byte[][] _compressed = new byte[Size][];
    private readonly AffinePoint[] _points = new AffinePoint[Size];
    private int _next;

    public PointCache(Group group)
    {
        _group = group;
    }

    /// <summary>The point of these 33 bytes, to be read only; null when they are not a point on the curve.</summary>
    public AffinePoint Find(byte[] compressed)
    {
        for (int i = 0; i < Size; i++)
        {
            if (Check.Same(compressed, _compressed[i]))
            {
                return _points[i];
            }
        }

        AffinePoint point = new AffinePoint();
        if (!_group.Decompress(point, compressed))
        {
            return null;
        }

        Check.That(Check.Same(point.ToCompressed(), compressed), "a point is what its bytes say");
        _compressed[_next] = (byte[])compressed.Clone();
        _points[_next] = point;
        _next = (_next + 1) % Size;
        return point;
    }
}
