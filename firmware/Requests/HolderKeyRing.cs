using Holdfast.Crypto;

namespace Holdfast.Requests;

/// <summary>
/// The keys of the channels that were used last: a forward goes through two. Each takes about 2 KB of the chip's heap; deriving one anew costs five
/// multiplications.
/// </summary>
public sealed class HolderKeyRing
{
    public const int KeysMax = 2;

    private readonly Secp256k1 _curve;
    private readonly KeyTree _tree;
    private readonly HolderKeys[] _keys = new HolderKeys[KeysMax];

    public HolderKeyRing(Secp256k1 curve, KeyTree tree)
    {
        _curve = curve;
        _tree = tree;
    }

    /// <summary>The keys used last; null when none were.</summary>
    public HolderKeys Newest
    {
        get { return _keys[0]; }
    }

    /// <summary>Our keys of the channel <paramref name="dbid"/> with <paramref name="peer"/>, known to the signer or not.</summary>
    public HolderKeys Of(byte[] peer, ulong dbid)
    {
        int at = 0;
        while (at < KeysMax && _keys[at] != null && !_keys[at].IsFor(peer, dbid))
        {
            at++;
        }

        HolderKeys keys;
        if (at < KeysMax && _keys[at] != null)
        {
            keys = _keys[at];
        }
        else
        {
            keys = new HolderKeys(_curve, _tree, peer, dbid);
            if (at == KeysMax)
            {
                at--;
                _keys[at].Wipe();
            }
        }

        // The newest is first; what was used longest ago falls out at the end.
        for (int i = at; i > 0; i--)
        {
            _keys[i] = _keys[i - 1];
        }

        _keys[0] = keys;
        return keys;
    }

    public void Wipe()
    {
        for (int i = 0; i < KeysMax; i++)
        {
            if (_keys[i] != null)
            {
                _keys[i].Wipe();
                _keys[i] = null;
            }
        }
    }
}
