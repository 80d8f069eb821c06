using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// What a BOLT 11 invoice signature commits to: SHA-256 of the human-readable part and the data part, whose 5-bit groups are packed
/// into bytes with zero bits added at the end.
/// </summary>
public static class InvoiceHash
{
    /// <param name="humanReadable">ASCII bytes, for example lnbcrt20m.</param>
    /// <param name="data">one group per byte, each below 32, without signature and checksum.</param>
    public static byte[] Of(byte[] humanReadable, byte[] data)
    {
        byte[] bytes = new byte[humanReadable.Length + (data.Length * 5 + 7) / 8];
        Array.Copy(humanReadable, 0, bytes, 0, humanReadable.Length);
        int at = humanReadable.Length;
        uint bits = 0;
        int bitCount = 0;
        for (int i = 0; i < data.Length; i++)
        {
            if (data[i] > 31)
            {
                throw new MalformedException("invoice data is made of 5-bit groups");
            }

            bits = (bits << 5) | data[i];
            bitCount += 5;
            if (bitCount >= 8)
            {
                bitCount -= 8;
                bytes[at++] = (byte)(bits >> bitCount);
            }
        }

        if (bitCount > 0)
        {
            bytes[at] = (byte)(bits << (8 - bitCount));
        }

        return Sha256.Hash(bytes);
    }
}
