using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>HKDF with SHA-256 (RFC 5869): the derivation behind every key of a Core Lightning node.</summary>
public static class Hkdf
{
    /// <summary>
    /// <paramref name="lengthBytes"/> bytes (at most 8,160) from <paramref name="ikm"/>. An empty salt means 32 zero bytes, as the RFC says.
    /// </summary>
    public static byte[] Sha256(IHmac hmac, byte[] salt, byte[] ikm, byte[] info, int lengthBytes)
    {
        Check.That(lengthBytes > 0 && lengthBytes <= 255 * 32, "HKDF gives 1 to 8,160 bytes");
        byte[] result = new byte[lengthBytes];
        byte[] block = new byte[0];
        byte[] prk = hmac.Sha256(salt.Length == 0 ? new byte[32] : salt, ikm);
        try
        {
            int done = 0;
            for (int i = 1; done < lengthBytes; i++)
            {
                // T(i) = HMAC(PRK, T(i-1) | info | i)
                byte[] input = new byte[block.Length + info.Length + 1];
                Array.Copy(block, 0, input, 0, block.Length);
                Array.Copy(info, 0, input, block.Length, info.Length);
                input[input.Length - 1] = (byte)i;
                Array.Clear(block, 0, block.Length);
                block = hmac.Sha256(prk, input);
                Array.Clear(input, 0, input.Length);
                int take = lengthBytes - done < 32 ? lengthBytes - done : 32;
                Array.Copy(block, 0, result, done, take);
                done += take;
            }

            return result;
        }
        finally
        {
            Array.Clear(prk, 0, prk.Length);
            Array.Clear(block, 0, block.Length);
        }
    }
}
