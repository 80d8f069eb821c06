using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Chain;

/// <summary>
/// Proof that a transaction is in a block: its bytes without witnesses, its place, and the hashes beside the way from it up to the Merkle root.
/// <para>
/// The tree does not tell its leaves from its nodes: both are hashes, a node is the hash of 64 bytes. So somebody who mines can let a node pass for a transaction, or
/// hang a transaction of his own below a leaf of 64 bytes. Against the first, no transaction here has 64 bytes. Against the second, the way has to be as long
/// as that of the block's first transaction, which is shown too: its bytes begin with a version and 32 zeros, and to find a hash that begins so is infeasible.
/// </para>
/// <para>
/// A level with an odd number of nodes counts its last one twice, so the same root fits lists of different lengths (CVE-2012-2459). For a proof this means
/// that one transaction could be in two places: the right one of two equal nodes is refused.
/// </para>
/// </summary>
public static class MerkleProof
{
    /// <summary>A block has fewer than 2^16 transactions.</summary>
    public const int LevelsMax = 16;

    private const int HashBytes = 32;
    private const int NodeBytes = 2 * HashBytes;

    // Version, one input without outpoint, a script of 2 bytes, sequence, one output, lock time.
    private const int FirstBytesMin = 62;

    /// <summary>The transaction's id; Malformed unless it is at this index of the block with this root.</summary>
    public static byte[] Require(byte[] root, byte[] transaction, uint index, byte[] path, byte[] first, byte[] firstPath)
    {
        if (path.Length % HashBytes != 0 || path.Length > LevelsMax * HashBytes || path.Length != firstPath.Length)
        {
            throw new MalformedException("both ways to the root have the same number of hashes, at most 16");
        }

        if (index >> (path.Length / HashBytes) != 0)
        {
            throw new MalformedException("the block has no such place");
        }

        if (transaction.Length == NodeBytes || !IsFirst(first))
        {
            throw new MalformedException("64 bytes are no transaction, and only a block's first one spends nothing");
        }

        byte[] txid = Sha256.HashTwice(transaction);
        if (!Check.Same(RootOf(txid, index, path), root) || !Check.Same(RootOf(Sha256.HashTwice(first), 0, firstPath), root))
        {
            throw new MalformedException("the way does not lead to the block's root");
        }

        return txid;
    }

    private static byte[] RootOf(byte[] hash, uint index, byte[] path)
    {
        byte[] node = new byte[NodeBytes];
        for (int at = 0; at < path.Length; at += HashBytes)
        {
            bool isRight = (index & 1) != 0;
            Array.Copy(hash, 0, node, isRight ? HashBytes : 0, HashBytes);
            Array.Copy(path, at, node, isRight ? 0 : HashBytes, HashBytes);
            if (isRight && AreHalvesSame(node))
            {
                throw new MalformedException("a node that counts twice has its place on the left");
            }

            hash = Sha256.HashTwice(node);
            index >>= 1;
        }

        return hash;
    }

    private static bool AreHalvesSame(byte[] node)
    {
        for (int i = 0; i < HashBytes; i++)
        {
            if (node[i] != node[HashBytes + i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFirst(byte[] bytes)
    {
        if (bytes.Length < FirstBytesMin || bytes.Length == NodeBytes || bytes[4] != 1)
        {
            return false;
        }

        for (int i = 5; i < 37; i++)
        {
            if (bytes[i] != 0)
            {
                return false;
            }
        }

        return bytes[37] == 0xff && bytes[38] == 0xff && bytes[39] == 0xff && bytes[40] == 0xff;
    }
}
