using Holdfast.Crypto;

namespace Holdfast.Unit.Chain;

/// <summary>The tree of a block: made-up transactions, the first one like a coinbase.</summary>
public sealed class MerkleTree
{
    public readonly byte[][] Transactions;

    public MerkleTree(int count)
    {
        Transactions = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            Transactions[i] = new byte[65 + i];
            Transactions[i][0] = 1;
            Transactions[i][4] = 1;
            Transactions[i][5] = (byte)i;
        }

        for (int i = 37; i < 41; i++)
        {
            Transactions[0][i] = 0xff;
        }
    }

    public MerkleTree(byte[][] transactions)
    {
        Transactions = transactions;
    }

    public byte[] Root
    {
        get { return Climb(0, out byte[] _); }
    }

    public void Replace(int index, byte[] transaction)
    {
        Transactions[index] = transaction;
    }

    public byte[] Path(uint index)
    {
        Climb(index, out byte[] path);
        return path;
    }

    public static byte[] Join(byte[] left, byte[] right)
    {
        byte[] both = new byte[left.Length + right.Length];
        System.Array.Copy(left, both, left.Length);
        System.Array.Copy(right, 0, both, left.Length, right.Length);
        return both;
    }

    private byte[] Climb(uint index, out byte[] path)
    {
        path = new byte[0];
        byte[][] level = new byte[Transactions.Length][];
        for (int i = 0; i < level.Length; i++)
        {
            level[i] = Sha256.HashTwice(Transactions[i]);
        }

        while (level.Length > 1)
        {
            uint beside = index ^ 1;
            path = Join(path, level[beside < level.Length ? beside : index]);
            index >>= 1;
            byte[][] next = new byte[(level.Length + 1) / 2][];
            for (int i = 0; i < next.Length; i++)
            {
                next[i] = Sha256.HashTwice(Join(level[2 * i], level[2 * i + 1 < level.Length ? 2 * i + 1 : 2 * i]));
            }

            level = next;
        }

        return level[0];
    }
}
