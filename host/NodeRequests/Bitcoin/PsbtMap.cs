using Holdfast.Bytes;

namespace Holdfast.NodeRequests.Bitcoin;

/// <summary>Field numbers of a PSBT map: the first byte of each key (BIP 174, BIP 370, BIP 371).</summary>
internal static class PsbtField
{
    public const byte GlobalUnsignedTransaction = 0x00;
    public const byte GlobalTransactionVersion = 0x02;
    public const byte GlobalFallbackLocktime = 0x03;
    public const byte GlobalInputCount = 0x04;
    public const byte GlobalOutputCount = 0x05;
    public const byte GlobalModifiable = 0x06;
    public const byte GlobalVersion = 0xfb;

    public const byte InputPreviousTransaction = 0x00;
    public const byte InputWitnessUtxo = 0x01;
    public const byte InputPartialSignature = 0x02;
    public const byte InputSighashType = 0x03;
    public const byte InputWitnessScript = 0x05;
    public const byte InputDerivation = 0x06;
    public const byte InputFinalWitness = 0x08;
    public const byte InputPreviousTxid = 0x0e;
    public const byte InputOutputIndex = 0x0f;
    public const byte InputSequence = 0x10;
    public const byte InputTimeLocktime = 0x11;
    public const byte InputHeightLocktime = 0x12;
    public const byte InputTaprootSignature = 0x13;
    public const byte InputTaprootDerivation = 0x16;

    public const byte OutputWitnessScript = 0x01;
    public const byte OutputDerivation = 0x02;
    public const byte OutputAmount = 0x03;
    public const byte OutputScript = 0x04;
    public const byte OutputTaprootDerivation = 0x07;
}

/// <summary>One map of a PSBT in the order it was read.</summary>
internal sealed class PsbtMap
{
    /// <summary>More than any real map holds.</summary>
    private const int FieldsMax = 4096;

    private static readonly IEqualityComparer<byte[]> s_sameBytes =
        EqualityComparer<byte[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), bytes =>
        {
            HashCode hash = default;
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        });

    private readonly List<KeyValuePair<byte[], byte[]>> _entries;

    private PsbtMap(List<KeyValuePair<byte[], byte[]>> entries)
    {
        _entries = entries;
    }

    /// <summary>Entries of one field number: what follows it in the key, and the value.</summary>
    public IEnumerable<(byte[] KeyData, byte[] Value)> All(byte field)
    {
        foreach (KeyValuePair<byte[], byte[]> entry in _entries)
        {
            if (entry.Key[0] == field)
            {
                yield return (entry.Key[1..], entry.Value);
            }
        }
    }

    /// <summary>The value of a field whose key is only its number; null when absent.</summary>
    public byte[]? Find(byte field)
    {
        return Find(field, []);
    }

    public byte[]? Find(byte field, byte[] keyData)
    {
        int index = IndexOf(Key(field, keyData));
        return index < 0 ? null : _entries[index].Value;
    }

    /// <summary>
    /// Replaces the value of a key where it stands; a new key goes behind the last of its field and before every higher field number.
    /// That is the order in which libwally writes a map: by field, then by arrival.
    /// </summary>
    public void Put(byte field, byte[] keyData, byte[] value)
    {
        byte[] key = Key(field, keyData);
        int index = IndexOf(key);
        if (index >= 0)
        {
            _entries[index] = new(key, value);
            return;
        }

        index = _entries.FindIndex(entry => entry.Key[0] > field);
        _entries.Insert(index < 0 ? _entries.Count : index, new(key, value));
    }

    public static PsbtMap Read(ref BitcoinReader reader)
    {
        List<KeyValuePair<byte[], byte[]>> entries = [];
        HashSet<byte[]> keys = new(s_sameBytes);
        while (true)
        {
            byte[] key = reader.Blob();
            if (key.Length == 0)
            {
                return new PsbtMap(entries);
            }

            if (entries.Count == FieldsMax || !keys.Add(key))
            {
                throw new MalformedException("PSBT map has a key twice or too many keys");
            }

            entries.Add(new(key, reader.Blob()));
        }
    }

    public void Write(BitcoinWriter writer)
    {
        foreach (KeyValuePair<byte[], byte[]> entry in _entries)
        {
            writer.Blob(entry.Key);
            writer.Blob(entry.Value);
        }

        writer.U8(0);
    }

    private int IndexOf(byte[] key) => _entries.FindIndex(entry => Check.Same(entry.Key, key));

    private static byte[] Key(byte field, byte[] keyData) => [field, .. keyData];
}
