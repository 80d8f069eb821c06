namespace Holdfast.NativeCode;

/// <summary>What the glue makes of arguments that no caller may give, and of outputs that have no result.</summary>
[TestClass]
public sealed class GlueTests
{
    private static readonly byte[] s_secret = [.. Enumerable.Repeat((byte)1, 32)];

    [TestMethod]
    public void AMissingArrayIsAnError() => Assert.IsTrue(NativeLibrary.Get().Call("PublicKey", s_secret, null).Error < 0);

    [TestMethod]
    public void AnArrayOfOtherElementsIsAnError() => Assert.IsTrue(NativeLibrary.Get().Call("PublicKey", s_secret, new ulong[33]).Error < 0);

    [TestMethod]
    [DataRow(0)]
    [DataRow(32)]
    [DataRow(34)]
    public void AnOutputOfAnotherLengthIsAnErrorAndStaysAsItWas(int length)
    {
        byte[] output = [.. Enumerable.Repeat((byte)0xee, length)];
        Assert.IsTrue(NativeLibrary.Get().Call("PublicKey", s_secret, output).Error < 0);
        Assert.IsTrue(output.All(b => b == 0xee));
    }

    [TestMethod]
    [DataRow(31)]
    [DataRow(33)]
    public void AnInputOfAnotherLengthIsRefusedAndLeavesNothing(int length)
    {
        byte[] output = [.. Enumerable.Repeat((byte)0xee, 33)];
        Assert.AreEqual((0, 0), NativeLibrary.Get().Call("PublicKey", new byte[length], output));
        Assert.IsTrue(output.All(b => b == 0));
    }

    /// <summary>The library itself writes a product of another number here.</summary>
    [TestMethod]
    [DataRow("Ecdh", 32)]
    [DataRow("Multiply", 33)]
    public void ARefusedProductLeavesNothing(string method, int length)
    {
        byte[] point = new byte[33];
        Assert.IsTrue(NativeLibrary.Get().PublicKey(s_secret, point));
        byte[] output = [.. Enumerable.Repeat((byte)0xee, length)];
        Assert.AreEqual((0, 0), NativeLibrary.Get().Call(method, point, new byte[32], output));
        Assert.IsTrue(output.All(b => b == 0));
    }

    [TestMethod]
    [DataRow(-1, 1)]
    [DataRow(0, -1)]
    [DataRow(0, 3)]
    [DataRow(65, 1)]
    [DataRow(129, 0)]
    [DataRow(int.MaxValue, int.MaxValue)]
    [DataRow(int.MinValue, int.MinValue)]
    public void BlocksOutsideOfTheArrayAreAnError(int offset, int blocks)
    {
        ulong[] state = new ulong[8];
        Assert.IsTrue(NativeLibrary.Get().Call("Sha256", new byte[128], offset, blocks, state).Error < 0);
        Assert.IsTrue(state.All(w => w == 0));
    }

    [TestMethod]
    public void AFlavourThatDoesNotExistIsRefused()
    {
        foreach (int flavour in new[] { -1, 3, int.MaxValue, int.MinValue })
        {
            Assert.AreEqual((0, 0), NativeLibrary.Get().Call("Sign", s_secret, s_secret, flavour, new byte[64]));
        }
    }
}
