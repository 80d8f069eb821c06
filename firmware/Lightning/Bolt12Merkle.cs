using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// The Merkle root of a BOLT 12 message (Signature Calculation): each field is a leaf, together with a nonce that depends on the first field, and two neighbours make a
/// branch, the lesser hash first. Fields that hold signatures are no leaves.
/// </summary>
public static class Bolt12Merkle
{
    /// <summary>Longer messages are not read.</summary>
    public const int StreamBytesMax = 4096;

    /// <summary>A leaf takes ten blocks of SHA-256, about 20 milliseconds of the chip, so there is an end.</summary>
    public const int FieldsMax = 64;

    private const ulong FirstSignature = 240;
    private const ulong LastSignature = 1000;

    // Enough for FieldsMax leaves: branches of 1, 2, 4 … 64 leaves.
    private const int LevelsMax = 7;

    // "LnLeaf"
    private static readonly byte[] s_leaf = { 0x4c, 0x6e, 0x4c, 0x65, 0x61, 0x66 };

    // "LnNonce"
    private static readonly byte[] s_nonce = { 0x4c, 0x6e, 0x4e, 0x6f, 0x6e, 0x63, 0x65 };

    // "LnBranch"
    private static readonly byte[] s_branch = { 0x4c, 0x6e, 0x42, 0x72, 0x61, 0x6e, 0x63, 0x68 };

    /// <summary>True for a field that holds a signature.</summary>
    public static bool IsSignature(ulong type)
    {
        return type >= FirstSignature && type <= LastSignature;
    }

    /// <summary>The root. Malformed when the stream is none, has no field to sign, or has too many.</summary>
    public static byte[] Root(byte[] stream)
    {
        if (stream.Length > StreamBytesMax)
        {
            throw new MalformedException("a BOLT 12 message is shorter");
        }

        byte[][] branches = new byte[LevelsMax][];
        byte[] nonceTag = null;
        int leaves = 0;
        TlvReader reader = new TlvReader(stream);
        while (reader.Next())
        {
            if (nonceTag == null)
            {
                nonceTag = NonceTag(stream, reader.End);
            }

            if (!IsSignature(reader.Type))
            {
                if (leaves == FieldsMax)
                {
                    throw new MalformedException("a BOLT 12 message has fewer fields");
                }

                byte[] hash = Leaf(stream, reader, nonceTag);
                int level = 0;
                for (; (leaves >> level & 1) != 0; level++)
                {
                    hash = Branch(branches[level], hash);
                }

                branches[level] = hash;
                leaves++;
            }
        }

        return Joined(branches, leaves);
    }

    // What is left over joins from the last leaf on.
    private static byte[] Joined(byte[][] branches, int leaves)
    {
        byte[] root = null;
        for (int level = 0; level < LevelsMax; level++)
        {
            if ((leaves >> level & 1) != 0)
            {
                root = root == null ? branches[level] : Branch(branches[level], root);
            }
        }

        if (root == null)
        {
            throw new MalformedException("a BOLT 12 message has fields");
        }

        return root;
    }

    private static byte[] NonceTag(byte[] stream, int firstFieldBytes)
    {
        byte[] tag = new byte[s_nonce.Length + firstFieldBytes];
        Array.Copy(s_nonce, 0, tag, 0, s_nonce.Length);
        Array.Copy(stream, 0, tag, s_nonce.Length, firstFieldBytes);
        return tag;
    }

    private static byte[] Leaf(byte[] stream, TlvReader field, byte[] nonceTag)
    {
        Sha256Stream leaf = TaggedHash.Begin(s_leaf);
        leaf.Update(stream, field.Start, field.End - field.Start);
        Sha256Stream nonce = TaggedHash.Begin(nonceTag);
        nonce.Update(stream, field.Start, field.TypeBytes);
        return Branch(leaf.Finish(), nonce.Finish());
    }

    private static byte[] Branch(byte[] one, byte[] other)
    {
        int at = 0;
        while (at < one.Length - 1 && one[at] == other[at])
        {
            at++;
        }

        bool isOneFirst = one[at] <= other[at];
        Sha256Stream branch = TaggedHash.Begin(s_branch);
        branch.Update(isOneFirst ? one : other);
        branch.Update(isOneFirst ? other : one);
        return branch.Finish();
    }
}
