namespace Holdfast.SignatureLedger;

/// <summary>
/// What stands behind every SHA-256 that was computed in one world, by the device or by the thief. Nobody can turn a hash around, so whoever
/// wants to know what a signature means looks it up here. The hash functions of the simulated world write into <see cref="Current"/>.
/// </summary>
public sealed class HashBook
{
    /// <summary>The book of the world that runs on this thread; null: nobody looks.</summary>
    [ThreadStatic]
    public static HashBook? Current;

    private readonly Dictionary<string, byte[]> _preimages = new(StringComparer.Ordinal);

    public void Add(byte[] hash, byte[] preimage) => _preimages.TryAdd(Convert.ToHexString(hash), preimage);

    /// <summary>The bytes whose single SHA-256 this is; null when nobody here computed it.</summary>
    public byte[]? Single(byte[] hash) => _preimages.GetValueOrDefault(Convert.ToHexString(hash));

    /// <summary>The bytes whose double SHA-256 this is; null when nobody here computed it.</summary>
    public byte[]? Double(byte[] hash) => Single(hash) is { Length: 32 } inner ? Single(inner) : null;
}
