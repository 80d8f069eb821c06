using System.Security.Cryptography;
using Holdfast.Hardware;

namespace Holdfast.Cost;

/// <summary>
/// HMAC as the chip has it: native code behind one call. The caller's virtual call is counted where it happens; here the native call and the
/// array that it returns.
/// </summary>
public sealed class CountedHmac : IHmac
{
    /// <summary>HMAC-SHA256 calls so far: how measurements see that a signature took one attempt.</summary>
    public int Sha256Calls { get; private set; }

    public byte[] Sha256(byte[] key, byte[] data)
    {
        Sha256Calls++;
        return Meter.Native(HMACSHA256.HashData(key, data));
    }

    public byte[] Sha512(byte[] key, byte[] data)
    {
        return Meter.Native(HMACSHA512.HashData(key, data));
    }
}

/// <summary>A table in flash: one native call per slice and the array that it returns.</summary>
public sealed class CountedTable(byte[] table) : IConstantTable
{
    public int LengthBytes => table.Length;

    public byte[] Slice(int offset, int count)
    {
        return Meter.Native(table[offset..(offset + count)]);
    }
}
