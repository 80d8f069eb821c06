using System.Buffers.Binary;
using System.Numerics;

namespace Holdfast.ReferenceTower;

/// <summary>The key of XChaCha20 for one nonce (draft-irtf-cfrg-xchacha, 2.2): ChaCha20's rounds without the last addition.</summary>
public static class HChaCha20
{
    public static byte[] Subkey(byte[] key, byte[] nonce)
    {
        uint[] x = new uint[16];
        "expand 32-byte k"u8.ToArray().Chunk(4).Concat(key.Chunk(4)).Concat(nonce.Chunk(4)).Select(word => BinaryPrimitives.ReadUInt32LittleEndian(word)).ToArray().CopyTo(x, 0);
        for (int round = 0; round < 10; round++)
        {
            for (int column = 0; column < 4; column++)
            {
                Quarter(x, column, column + 4, column + 8, column + 12);
            }

            for (int column = 0; column < 4; column++)
            {
                Quarter(x, column, 4 + ((column + 1) & 3), 8 + ((column + 2) & 3), 12 + ((column + 3) & 3));
            }
        }

        byte[] subkey = new byte[32];
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(subkey.AsSpan(4 * i), x[i < 4 ? i : i + 8]);
        }

        return subkey;
    }

    private static void Quarter(uint[] x, int a, int b, int c, int d)
    {
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 7);
    }
}
