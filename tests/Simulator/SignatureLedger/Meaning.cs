namespace Holdfast.SignatureLedger;

public enum CoinKind
{
    /// <summary>P2WPKH.</summary>
    WitnessKey,

    /// <summary>P2TR, key path.</summary>
    Taproot,

    /// <summary>P2WPKH inside P2SH.</summary>
    WrappedKey,

    /// <summary>P2WSH.</summary>
    WitnessScript,
}

/// <summary>What an output script means to the owner: whose signatures it takes to spend it against his will, and what it is worth to him while it is unspent.</summary>
public sealed class Meaning
{
    public required string Name { get; init; }

    public required CoinKind Kind { get; init; }

    /// <summary>What BIP 143 hashes for it; empty for taproot.</summary>
    public required byte[] ScriptCode { get; init; }

    /// <summary>The scriptSig of an input that spends it: empty for native segwit.</summary>
    public byte[] ScriptSig { get; init; } = [];

    /// <summary>The owner's keys (hex) that must have signed; the thief has every other key. Empty: the thief needs nobody.</summary>
    public required string[] OwnerKeys { get; set; }

    /// <summary>A transaction with this lock time or a later one comes too late: the owner has spent the output before. 0: she is never in a hurry.</summary>
    public uint TooLateFrom { get; init; }

    /// <summary>Only transactions with at least this lock time can use the owner's signature: before, the script asks for a preimage that nobody has.</summary>
    public uint NotBefore { get; init; }

    /// <summary>Of an unspent output with this many satoshi.</summary>
    public required Func<Outpoint, ulong, ulong> Worth { get; set; }
}

/// <summary>Every output script that means anything. A script that is not here is the thief's or a stranger's.</summary>
public sealed class ScriptBook
{
    private readonly Dictionary<string, Meaning> _meanings = new(StringComparer.Ordinal);

    public Meaning? Find(byte[] script) => _meanings.GetValueOrDefault(Convert.ToHexString(script));

    /// <summary>The meaning that the script has from now on, which is the first that was given to it.</summary>
    public Meaning Add(byte[] script, Meaning meaning)
    {
        string key = Convert.ToHexString(script);
        if (_meanings.TryGetValue(key, out Meaning? known))
        {
            return known;
        }

        _meanings[key] = meaning;
        return meaning;
    }
}
