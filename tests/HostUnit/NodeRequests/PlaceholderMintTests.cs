using Holdfast.NodeRequests;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>What stands for a signature until it is made.</summary>
[TestClass]
public sealed class PlaceholderMintTests
{
    [TestMethod]
    public void ARequestHasOnePlaceholderAndAnotherRequestAnother()
    {
        CollectionAssert.AreEqual(new PlaceholderMint([1]).Of([0, 19, 5]), new PlaceholderMint([1]).Of([0, 19, 5]), "also from another process");
        CollectionAssert.AreNotEqual(new PlaceholderMint([1]).Of([0, 19, 5]), new PlaceholderMint([1]).Of([0, 19, 6]));
    }

    /// <summary>channeld parses it: r and s are below the group's order, and s is low. A first byte below 0x40 is enough for both.</summary>
    [TestMethod]
    public void ItParsesAsASignature()
    {
        for (int i = 0; i < 200; i++)
        {
            byte[] placeholder = new PlaceholderMint([(byte)i]).Of([0, 19, (byte)i]);
            Assert.AreEqual(PlaceholderMint.PlaceholderBytes, placeholder.Length);
            Assert.IsTrue(placeholder[0] < 0x40 && placeholder[32] < 0x40);
            Assert.IsTrue(placeholder.AsSpan(0, 32).IndexOfAnyExcept((byte)0) >= 0 && placeholder.AsSpan(32).IndexOfAnyExcept((byte)0) >= 0);
        }
    }

    /// <summary>Strangers write into messages to the node's peers, so its first bytes are nobody's to know.</summary>
    [TestMethod]
    public void ItIsFoundByWhoKnowsTheSecretOnly()
    {
        PlaceholderMint mint = new([1, 2, 3]);
        byte[] frame = [0, 132, .. new byte[32], .. mint.Of([0, 19, 1]), .. mint.Of([0, 19, 2])];
        Assert.AreEqual(34, mint.IndexIn(frame));
        Assert.AreEqual(0, mint.IndexIn(frame.AsSpan(34 + PlaceholderMint.PlaceholderBytes)));
        Assert.AreEqual(-1, mint.IndexIn(frame.AsSpan(0, 34 + 15)), "not before its first bytes are there");
        Assert.AreEqual(-1, new PlaceholderMint([1, 2, 4]).IndexIn(frame));
    }
}
