namespace Holdfast.Bridge.Translation;

/// <summary>
/// Which wallet key a script belongs to, for every key that the node may be using: all up to the highest index seen, and a gap beyond it, as
/// wallets search. Derived once, on demand, and only ever from public keys. Safe for many threads.
/// </summary>
internal sealed class WalletScripts(Func<uint, byte[]> point, Func<byte[], byte[]> taprootOutputKey)
{
    private const uint Gap = 50;

    /// <summary>A node that names a higher index than this is not believed: each index costs derivations here.</summary>
    private const uint IndexMax = 100_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, uint> _indexes = [];
    private uint _derived;
    private uint _end = Gap;

    /// <summary>This index is in use.</summary>
    public void Saw(uint index)
    {
        lock (_lock)
        {
            if (index <= IndexMax)
            {
                _end = Math.Max(_end, index + 1 + Gap);
            }
        }
    }

    /// <summary>The index whose key the script pays to, as P2TR or P2WPKH; null when none of the known ones does.</summary>
    public uint? Find(byte[] script)
    {
        lock (_lock)
        {
            for (; _derived < _end; _derived++)
            {
                byte[] key = point(_derived);
                _indexes[Convert.ToHexString(ScriptShape.P2wpkh(key))] = _derived;
                _indexes[Convert.ToHexString(ScriptShape.P2tr(taprootOutputKey(key)))] = _derived;
            }

            return _indexes.TryGetValue(Convert.ToHexString(script), out uint index) ? index : null;
        }
    }
}
