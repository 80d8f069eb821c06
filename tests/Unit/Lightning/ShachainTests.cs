using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>BOLT 3 appendix D, generation tests, and that the cache is nothing but faster.</summary>
[TestClass]
public class ShachainTests
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string Ones = "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    [TestMethod]
    [DataRow(Zeros, 0xffffffffffffUL, "02a40c85b6f28da08dfdbe0926c53fab2de6d28c10301f8f7c4073d5e42e3148")]
    [DataRow(Ones, 0xffffffffffffUL, "7cc854b54e3e0dcdb010d7a3fee464a9687be6e8db3be6854c475621e007a5dc")]
    [DataRow(Ones, 0xaaaaaaaaaaaUL, "56f4008fb007ca9acf0e15b054d5c9fd12ee06cea347914ddbaed70d1c13a528")]
    [DataRow(Ones, 0x555555555555UL, "9015daaeb06dba4ccc05b91b2f73bd54405f2be9f217fbacd3c5ac2e62327d31")]
    [DataRow("0101010101010101010101010101010101010101010101010101010101010101", 1UL, "915c75942a26bb3a433a8ce2cb0427c29ec6c1775cfc78328b57f6ba7bfeaa9c")]
    public void GenerateFromSeed(string seed, ulong index, string secret)
    {
        Assert.AreEqual(secret, Hex.Text(Shachain.Secret(Hex.Bytes(seed), index)));
    }

    [TestMethod]
    [DataRow(0UL, 0xffffffffffffUL)]
    [DataRow(1UL, 0xfffffffffffeUL)]
    [DataRow(0xffffffffffffUL, 0UL)]
    public void IndicesCountDown(ulong number, ulong index)
    {
        Assert.AreEqual(index, Shachain.IndexOf(number));
    }

    [TestMethod]
    public void ANumberBeyond48BitsIsMalformed()
    {
        Expect.Throws(typeof(MalformedException), () => Shachain.IndexOf(0x1000000000000));
    }

    [TestMethod]
    public void AParentDerivesItsChildren()
    {
        byte[] seed = Hex.Bytes(Ones);
        byte[] parent = Shachain.Secret(seed, 0xfffffffffff8);
        for (ulong low = 0; low < 8; low++)
        {
            Assert.AreEqual(
                Hex.Text(Shachain.Secret(seed, 0xfffffffffff8 + low)),
                Hex.Text(Shachain.Derive(parent, 3, 0xfffffffffff8 + low)));
        }
    }

    [TestMethod]
    public void TheCacheGivesTheSameSecretsInAnyOrder()
    {
        byte[] seed = Hex.Bytes("0101010101010101010101010101010101010101010101010101010101010101");
        CommitmentSecretCache cache = new CommitmentSecretCache(seed);
        ulong[] numbers = { 0, 1, 2, 1, 31, 32, 33, 30, 65535, 65536, 65537, 5, 0xffffffffffff, 0 };
        for (int i = 0; i < numbers.Length; i++)
        {
            Assert.AreEqual(Hex.Text(Shachain.CommitmentSecret(seed, numbers[i])), Hex.Text(cache.Secret(numbers[i])));
        }

        cache.Wipe();
        Assert.AreEqual(Hex.Text(Shachain.CommitmentSecret(seed, 7)), Hex.Text(cache.Secret(7)));
    }

    [TestMethod]
    public void AWipedSecretDoesNotReachTheCache()
    {
        byte[] seed = Hex.Bytes(Ones);
        CommitmentSecretCache cache = new CommitmentSecretCache(seed);
        byte[] secret = cache.Secret(31);
        System.Array.Clear(secret, 0, 32);
        Assert.AreEqual(Hex.Text(Shachain.CommitmentSecret(seed, 31)), Hex.Text(cache.Secret(31)));
        Assert.AreEqual(Ones, Hex.Text(seed));
    }
}
