namespace Holdfast.SignatureLedger;

/// <summary>One signature that left the device: under which key, over what, and which request was answered with it.</summary>
/// <param name="Key">The public key as hex: 33 bytes, or 32 for BIP 340.</param>
/// <param name="Hash">The 32 bytes that were signed.</param>
/// <param name="Once">The bytes whose single SHA-256 was signed; null when nobody computed it.</param>
/// <param name="Twice">The bytes whose double SHA-256 was signed; null when it was none.</param>
/// <param name="Request">What was asked.</param>
/// <param name="Step">When.</param>
public sealed record SignatureRecord(string Key, byte[] Hash, byte[]? Once, byte[]? Twice, string Request, int Step);

/// <summary>Every signature that left.</summary>
public sealed class SignatureBook
{
    private readonly Dictionary<string, SignatureRecord> _byKeyAndHash = new(StringComparer.Ordinal);
    private readonly HashSet<uint> _types = [Sighash.All];

    public List<SignatureRecord> All { get; } = [];

    /// <summary>Sighash types that any signature was seen with.</summary>
    public IEnumerable<uint> Types => _types;

    /// <summary>False when this key had signed this hash before.</summary>
    public bool Add(SignatureRecord record)
    {
        if (!_byKeyAndHash.TryAdd(Name(record.Key, record.Hash), record))
        {
            return false;
        }

        All.Add(record);
        return true;
    }

    public void Saw(uint type) => _types.Add(type);

    public SignatureRecord? Find(string key, byte[] hash) => _byKeyAndHash.GetValueOrDefault(Name(key, hash));

    private static string Name(string key, byte[] hash) => key + Convert.ToHexString(hash);
}
