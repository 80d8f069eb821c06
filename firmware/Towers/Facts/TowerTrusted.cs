using Holdfast.Bytes;

namespace Holdfast.Towers.Facts;

/// <summary>The owner relies on a tower's acknowledgements, or does not any more.</summary>
public sealed class TowerTrusted : ITowerFact
{
    private readonly byte[] _tower;
    private readonly bool _isTrusted;

    public TowerTrusted(byte[] tower, bool isTrusted)
    {
        _tower = tower;
        _isTrusted = isTrusted;
    }

    public void ApplyTo(TowerBook book)
    {
        Check.That(book.IsTrusted(_tower) != _isTrusted, "trust changes");
        byte[][] trusted = new byte[book.Trusted.Length + (_isTrusted ? 1 : -1)][];
        int next = 0;
        for (int i = 0; i < book.Trusted.Length; i++)
        {
            if (!Check.Same(book.Trusted[i], _tower))
            {
                trusted[next++] = book.Trusted[i];
            }
        }

        if (_isTrusted)
        {
            trusted[next] = _tower;
        }

        book.Trusted = trusted;
    }
}
