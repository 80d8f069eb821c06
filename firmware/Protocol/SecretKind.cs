using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>What kind of secret Provision brings.</summary>
public enum SecretKind : byte
{
    /// <summary>A 32-byte secret as in a raw hsm_secret.</summary>
    Raw = 0,

    /// <summary>The 64-byte BIP 39 seed of a mnemonic.</summary>
    Mnemonic = 1,
}

/// <summary>Reads one byte that must be a known <see cref="SecretKind"/>.</summary>
internal static class SecretKindField
{
    public static SecretKind Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)SecretKind.Mnemonic)
        {
            throw new MalformedException("unknown SecretKind");
        }

        return (SecretKind)value;
    }
}
