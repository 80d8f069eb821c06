using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Crypto;

namespace Holdfast.Unit.Chain;

/// <summary>A transaction is in a block or it is not, whatever somebody who mines makes of the tree's weaknesses.</summary>
[TestClass]
public class MerkleProofTests
{
    [TestMethod]
    public void EveryTransactionOfEveryTreeIsProven()
    {
        for (int count = 1; count <= 9; count++)
        {
            MerkleTree tree = new MerkleTree(count);
            for (uint index = 0; index < count; index++)
            {
                byte[] txid = MerkleProof.Require(tree.Root, tree.Transactions[index], index, tree.Path(index), tree.Transactions[0], tree.Path(0));
                Assert.AreEqual(Hex.Text(Sha256.HashTwice(tree.Transactions[index])), Hex.Text(txid));
            }
        }
    }

    [TestMethod]
    public void AnyOtherPlaceRootOrByteIsMalformed()
    {
        MerkleTree tree = new MerkleTree(6);
        byte[] transaction = tree.Transactions[3];
        byte[] path = tree.Path(3);
        byte[] first = tree.Transactions[0];
        byte[] firstPath = tree.Path(0);
        for (uint index = 0; index < 20; index++)
        {
            if (index != 3)
            {
                uint wrong = index;
                Malformed(() => MerkleProof.Require(tree.Root, transaction, wrong, path, first, firstPath));
            }
        }

        Malformed(() => MerkleProof.Require(tree.Root, transaction, uint.MaxValue, path, first, firstPath));
        Malformed(() => MerkleProof.Require(new byte[32], transaction, 3, path, first, firstPath));
        byte[][] parts = { transaction, path, first, firstPath };
        for (int part = 0; part < parts.Length; part++)
        {
            for (int at = 0; at < parts[part].Length; at += 7)
            {
                parts[part][at] ^= 4;
                Malformed(() => MerkleProof.Require(tree.Root, transaction, 3, path, first, firstPath));
                parts[part][at] ^= 4;
            }
        }

        Malformed(() => MerkleProof.Require(tree.Root, transaction, 3, Miner.Slice(path, 0, 64), first, Miner.Slice(firstPath, 0, 64)));
        Malformed(() => MerkleProof.Require(tree.Root, transaction, 3, Miner.Slice(path, 0, 95), first, Miner.Slice(firstPath, 0, 95)));
        Malformed(() => MerkleProof.Require(tree.Root, transaction, 3, path, first, Miner.Slice(firstPath, 0, 64)));
        Malformed(() => MerkleProof.Require(tree.Root, transaction, 3, new byte[17 * 32], first, new byte[17 * 32]));
        Malformed(() => MerkleProof.Require(tree.Root, transaction, 3, path, transaction, path));
        Malformed(() => MerkleProof.Require(tree.Root, new byte[0], 3, path, new byte[0], firstPath));
    }

    [TestMethod]
    public void ANodeIsNoTransaction()
    {
        // The 64 bytes of a node, one level higher than the transactions: its hash is that of a leaf of a smaller tree.
        MerkleTree tree = new MerkleTree(4);
        byte[] node = MerkleTree.Join(Sha256.HashTwice(tree.Transactions[2]), Sha256.HashTwice(tree.Transactions[3]));
        byte[] path = Sha256.HashTwice(MerkleTree.Join(Sha256.HashTwice(tree.Transactions[0]), Sha256.HashTwice(tree.Transactions[1])));
        Malformed(() => MerkleProof.Require(tree.Root, node, 1, path, tree.Transactions[0], tree.Path(0)));

        // The same as the block's first one.
        byte[] firstNode = MerkleTree.Join(Sha256.HashTwice(tree.Transactions[0]), Sha256.HashTwice(tree.Transactions[1]));
        Malformed(() => MerkleProof.Require(tree.Root, node, 1, path, firstNode, Sha256.HashTwice(node)));
    }

    [TestMethod]
    public void ALeafOfSixtyFourBytesMayBeANodeAndIsRefused()
    {
        MerkleTree tree = new MerkleTree(4);
        tree.Replace(3, new byte[64]);
        Malformed(() => MerkleProof.Require(tree.Root, tree.Transactions[3], 3, tree.Path(3), tree.Transactions[0], tree.Path(0)));
        tree.Replace(3, new byte[63]);
        MerkleProof.Require(tree.Root, tree.Transactions[3], 3, tree.Path(3), tree.Transactions[0], tree.Path(0));
    }

    [TestMethod]
    public void ATransactionBelowALeafIsRefused()
    {
        // A miner's leaf of 64 bytes whose second half is the hash of a transaction that no block has.
        byte[] invented = Hex.Ascii("a transaction that pays to us, and that nobody ever mined at all");
        invented = MerkleTree.Join(invented, new byte[1]);
        byte[] leaf = MerkleTree.Join(Miner.Root(5), Sha256.HashTwice(invented));
        MerkleTree tree = new MerkleTree(4);
        tree.Replace(3, leaf);
        byte[] path = MerkleTree.Join(Miner.Root(5), tree.Path(3));
        uint index = (3 << 1) | 1;

        // The hashes fit: without the block's first transaction this would be a proof.
        byte[] hash = Sha256.HashTwice(MerkleTree.Join(Miner.Root(5), Sha256.HashTwice(invented)));
        Assert.AreEqual(Hex.Text(Sha256.HashTwice(leaf)), Hex.Text(hash));
        Malformed(() => MerkleProof.Require(tree.Root, invented, index, path, tree.Transactions[0], tree.Path(0)));
        Malformed(() => MerkleProof.Require(tree.Root, invented, index, path, tree.Transactions[0], MerkleTree.Join(tree.Path(0), new byte[32])));
    }

    [TestMethod]
    public void ATransactionThatCountsTwiceHasOnePlace()
    {
        MerkleTree tree = new MerkleTree(3);
        byte[] path = tree.Path(2);
        MerkleProof.Require(tree.Root, tree.Transactions[2], 2, path, tree.Transactions[0], tree.Path(0));
        Malformed(() => MerkleProof.Require(tree.Root, tree.Transactions[2], 3, path, tree.Transactions[0], tree.Path(0)));
    }

    [TestMethod]
    public void TheFirstTransactionSpendsNothing()
    {
        MerkleTree tree = new MerkleTree(2);
        byte[] other = tree.Transactions[1];
        byte[] otherPath = tree.Path(1);
        int[] places = { 4, 5, 20, 36, 37, 40 };
        for (int i = 0; i < places.Length; i++)
        {
            MerkleTree changed = new MerkleTree(2);
            changed.Transactions[0][places[i]] ^= 1;
            changed.Replace(0, changed.Transactions[0]);
            Malformed(() => MerkleProof.Require(changed.Root, other, 1, changed.Path(1), changed.Transactions[0], changed.Path(0)));
        }

        MerkleTree long64 = new MerkleTree(2);
        long64.Replace(0, Miner.Slice(long64.Transactions[0], 0, 64));
        Malformed(() => MerkleProof.Require(long64.Root, other, 1, long64.Path(1), long64.Transactions[0], long64.Path(0)));
        MerkleProof.Require(tree.Root, other, 1, otherPath, tree.Transactions[0], tree.Path(0));
    }

    private static void Malformed(System.Action action)
    {
        Expect.Throws(typeof(MalformedException), action);
    }
}
