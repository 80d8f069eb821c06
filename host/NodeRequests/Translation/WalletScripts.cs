namespace Holdfast.NodeRequests.Translation;

/// <summary>
/// Which wallet key a script belongs to, for every key that the node may be using: the first ones, every index that the node named, and a gap
/// beyond the highest, as wallets search. Derived once, on demand, and only ever from public keys. Safe for many threads.
/// </summary>
internal sealed class WalletScripts(Func<uint, byte[]> point, Func<byte[], byte[]> taprootOutputKey)
{
    private const uint Gap = 50;

    /// <summary>Above this indexes are hardened: no wallet address.</summary>
    private const uint IndexMax = 0x7fffffff;

    /// <summary>Each index costs derivations and memory here; a node that names more is not searched for them.</summary>
    private const int IndexesMax = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, uint> _indexes = [];
    private readonly HashSet<uint> _known = [];
    private readonly Queue<uint> _waiting = new();
    private long _highest = -1;

    /// <summary>This index is in use.</summary>
    public void Saw(uint index)
    {
        lock (_lock)
        {
            if (index > IndexMax - Gap)
            {
                return;
            }

            Want(index);
            for (long beyond = Math.Max(_highest, index) + 1; index > _highest && beyond <= index + Gap; beyond++)
            {
                Want((uint)beyond);
            }

            _highest = Math.Max(_highest, index);
        }
    }

    /// <summary>True when the script pays to the key of this index.</summary>
    public bool IsOf(byte[] script, uint index) =>
        index <= IndexMax && Scripts(index).Any(own => own.AsSpan().SequenceEqual(script));

    /// <summary>The index whose key the script pays to, as P2TR or P2WPKH; null when none of the known ones does.</summary>
    public uint? Find(byte[] script)
    {
        lock (_lock)
        {
            for (uint first = 0; first < Gap && !_known.Contains(Gap - 1); first++)
            {
                Want(first);
            }

            while (_waiting.TryDequeue(out uint index))
            {
                foreach (byte[] own in Scripts(index))
                {
                    _indexes[Convert.ToHexString(own)] = index;
                }
            }

            return _indexes.TryGetValue(Convert.ToHexString(script), out uint found) ? found : null;
        }
    }

    private void Want(uint index)
    {
        if (_known.Count < IndexesMax && _known.Add(index))
        {
            _waiting.Enqueue(index);
        }
    }

    private byte[][] Scripts(uint index)
    {
        byte[] key = point(index);
        return [ScriptShape.P2wpkh(key), ScriptShape.P2tr(taprootOutputKey(key))];
    }
}
