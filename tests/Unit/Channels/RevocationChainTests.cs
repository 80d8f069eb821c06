using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;

namespace Holdfast.Unit.Channels;

/// <summary>The peer's secrets against one tree; BOLT 3, Appendix D, Storage Tests, for the secrets and the broken ones.</summary>
[TestClass]
public class RevocationChainTests
{
    [TestMethod]
    public void EverySecretOfOneTreeFits()
    {
        byte[] seed = new byte[32];
        RevocationChain chain = new RevocationChain();
        for (ulong number = 0; number < 300; number++)
        {
            byte[] secret = Shachain.CommitmentSecret(seed, number);
            Assert.IsTrue(chain.Fits(number, secret));
            chain = chain.With(number, secret);
            Assert.IsTrue(chain.IsNewest(number, secret));
            Assert.AreEqual(RevocationChain.BucketsAfter(number + 1) * RevocationChain.PrefixBytes, chain.Prefixes.Length);
            RevocationChain restored = new RevocationChain(chain.Prefixes);
            Assert.IsTrue(restored.Fits(number + 1, Shachain.CommitmentSecret(seed, number + 1)));
        }
    }

    [TestMethod]
    public void Bolt3SecretsFit()
    {
        string[] secrets =
        {
            "7cc854b54e3e0dcdb010d7a3fee464a9687be6e8db3be6854c475621e007a5dc",
            "c7518c8ae4660ed02894df8976fa1a3659c1a8b4b5bec0c4b872abeba4cb8964",
            "2273e227a5b7449b6e70f1fb4652864038b1cbf9cd7c043a7d6456b7fc275ad8",
            "27cddaa5624534cb6cb9d7da077cf2b22ab21e9b506fd4998a51d54502e99116",
            "c65716add7aa98ba7acb236352d665cab17345fe45b55fb879ff80e6bd0c41dd",
            "969660042a28f32d9be17344e09374b379962d03db1574df5a8a5a47e19ce3f2",
            "a5a64476122ca0925fb344bdc1854c1c0a59fc614298e50a33e331980a220f32",
            "05cde6323d949933f7f7b78776bcc1ea6d9b31447732e3802e1f7ac44b650e17",
        };
        RevocationChain chain = new RevocationChain();
        for (int i = 0; i < secrets.Length; i++)
        {
            byte[] secret = Hex.Bytes(secrets[i]);
            Assert.IsTrue(chain.Fits((ulong)i, secret));
            chain = chain.With((ulong)i, secret);
        }
    }

    [TestMethod]
    public void Bolt3BrokenSecretsAreFoundWhereTheTreeShowsThem()
    {
        // insert_secret #1 incorrect: number 0 from another tree is found by number 1.
        RevocationChain chain = new RevocationChain().With(0, Hex.Bytes("02a40c85b6f28da08dfdbe0926c53fab2de6d28c10301f8f7c4073d5e42e3148"));
        Assert.IsFalse(chain.Fits(1, Hex.Bytes("c7518c8ae4660ed02894df8976fa1a3659c1a8b4b5bec0c4b872abeba4cb8964")));

        // #3 incorrect: number 2 from another tree is found by number 3.
        chain = new RevocationChain()
            .With(0, Hex.Bytes("7cc854b54e3e0dcdb010d7a3fee464a9687be6e8db3be6854c475621e007a5dc"))
            .With(1, Hex.Bytes("c7518c8ae4660ed02894df8976fa1a3659c1a8b4b5bec0c4b872abeba4cb8964"))
            .With(2, Hex.Bytes("c51a18b13e8527e579ec56365482c62f180b7d5760b46e9477dae59e87ed423a"));
        Assert.IsFalse(chain.Fits(3, Hex.Bytes("27cddaa5624534cb6cb9d7da077cf2b22ab21e9b506fd4998a51d54502e99116")));
    }

    [TestMethod]
    public void OneWrongBitDoesNotFit()
    {
        byte[] seed = Hex.Bytes("0101010101010101010101010101010101010101010101010101010101010101");
        RevocationChain chain = new RevocationChain();
        for (ulong number = 0; number < 16; number++)
        {
            byte[] secret = Shachain.CommitmentSecret(seed, number);
            if ((number & 1) != 0)
            {
                secret[31] ^= 1;
                Assert.IsFalse(chain.Fits(number, secret));
                secret[31] ^= 1;
            }

            chain = chain.With(number, secret);
        }
    }

    [TestMethod]
    public void TheHighestNumberHasABucket()
    {
        Assert.AreEqual(0, RevocationChain.BucketsAfter(0));
        Assert.AreEqual(1, RevocationChain.BucketsAfter(1));
        Assert.AreEqual(2, RevocationChain.BucketsAfter(2));
        Assert.AreEqual(2, RevocationChain.BucketsAfter(3));
        Assert.AreEqual(48, RevocationChain.BucketsAfter(Shachain.IndexMax));
        Assert.AreEqual(49, RevocationChain.BucketsAfter(Shachain.IndexMax + 1));
    }

    [TestMethod]
    public void ASecretOutOfOrderIsAnInvariant()
    {
        Expect.Throws(typeof(FaultException), () => new RevocationChain().With(1, new byte[32]));
        Expect.Throws(typeof(MalformedException), () => new RevocationChain(new byte[RevocationChain.PrefixBytes + 1]));
        Expect.Throws(typeof(MalformedException), () => new RevocationChain(new byte[50 * RevocationChain.PrefixBytes]));
    }
}
