using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Secrets;

namespace Holdfast.Requests;

/// <summary>
/// The keys of the channels that were used last: a forward goes through two. Each takes about two kilobytes of the chip's heap. Of every other channel that is set
/// up the public points stay, 165 bytes by its slot, because they cost five multiplications; the secrets behind them cost a few hashes.
/// </summary>
public sealed class HolderKeyRing
{
    public const int KeysMax = 2;

    private readonly Secp256k1 _curve;
    private readonly KeyTree _tree;
    private readonly HolderKeys[] _keys = new HolderKeys[KeysMax];
    private readonly byte[][] _points;

    public HolderKeyRing(Secp256k1 curve, KeyTree tree, int slotCount)
    {
        _curve = curve;
        _tree = tree;
        _points = new byte[slotCount][];
    }

    /// <summary>The keys used last; null when none were.</summary>
    public HolderKeys Newest
    {
        get { return _keys[0]; }
    }

    /// <summary>The holder's keys of the channel with this name; <paramref name="slot"/> is -1 when it is not set up.</summary>
    public HolderKeys Of(byte[] id, byte[] peer, ulong dbid, int slot)
    {
        int at = 0;
        while (at < KeysMax && _keys[at] != null && !Check.Same(_keys[at].Id, id))
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
            keys = new HolderKeys(_curve, _tree, id, peer, dbid, slot < 0 ? null : _points[slot]);
            if (at == KeysMax)
            {
                at--;
                _keys[at].Wipe();
            }
        }

        if (slot >= 0 && _points[slot] == null)
        {
            _points[slot] = keys.EncodePoints();
        }

        // The newest is first; what was used longest ago falls out at the end.
        for (int i = at; i > 0; i--)
        {
            _keys[i] = _keys[i - 1];
        }

        _keys[0] = keys;
        return keys;
    }

    /// <summary>
    /// Another channel comes into the slot, or none, or the same channel with other keys of the peer: what was computed with the peer's keys must not
    /// outlive them.
    /// </summary>
    public void Forget(byte[] id, int slot)
    {
        _points[slot] = null;
        for (int i = 0; i < KeysMax; i++)
        {
            if (_keys[i] != null && Check.Same(_keys[i].Id, id))
            {
                _keys[i].Wipe();
                for (int next = i + 1; next < KeysMax; next++)
                {
                    _keys[next - 1] = _keys[next];
                }

                _keys[KeysMax - 1] = null;
            }
        }
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
