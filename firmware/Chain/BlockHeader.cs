using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Chain;

/// <summary>
/// The 80 bytes of a block that carry its work.
/// <code>version 4 | previous hash 32 | Merkle root 32 | time 4 | bits 4 | nonce 4</code>
/// Numbers are little-endian, hashes in internal byte order.
/// </summary>
public sealed class BlockHeader
{
    public const int Bytes = 80;

    public readonly int Version;
    public readonly byte[] Previous;
    public readonly byte[] MerkleRoot;
    public readonly uint Time;
    public readonly uint Bits;
    public readonly byte[] Hash;

    /// <summary>The header at this place of the array; Malformed when it ends too early.</summary>
    public BlockHeader(byte[] bytes, int offset)
    {
        if (offset < 0 || offset > bytes.Length - Bytes)
        {
            throw new MalformedException("a block header has 80 bytes");
        }

        Version = (int)LittleEndian.U32(bytes, offset);
        Previous = Slice(bytes, offset + 4);
        MerkleRoot = Slice(bytes, offset + 36);
        Time = LittleEndian.U32(bytes, offset + 68);
        Bits = LittleEndian.U32(bytes, offset + 72);
        Hash = Sha256.Hash(Sha256.Hash(bytes, offset, Bytes));
    }

    private static byte[] Slice(byte[] bytes, int offset)
    {
        byte[] hash = new byte[32];
        Array.Copy(bytes, offset, hash, 0, 32);
        return hash;
    }
}
