using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Lightning;

/// <summary>BOLT 3 appendix E, and that the fast ways to a commitment's keys end at the same keys.</summary>
[TestClass]
public class KeyDerivationTests
{
    private const string BaseSecret = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string CommitmentSecret = "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100";
    private const string BasePoint = "036d6caac248af96f6afa7f904f550253a0f3ef3f5aa2fe6838a95b216691468e2";
    private const string CommitmentPoint = "025f7117a78150fe2ef97db7cfc83bd57b2e2c0d0dd25eaf467a4a1c2a45ce1486";

    [TestMethod]
    public void PublicKeyFromBasepoint()
    {
        byte[] key = KeyDerivation.PublicKey(Secp256k1.Software(), Hex.Bytes(BasePoint), Hex.Bytes(CommitmentPoint));
        Assert.AreEqual("0235f2dbfaa89b57ec7b055afe29849ef7ddfeb1cefdb9ebdc43f5494984db29e5", Hex.Text(key));
    }

    [TestMethod]
    public void SecretFromBasepointSecret()
    {
        byte[] secret = KeyDerivation.Secret(Secp256k1.Software(), Hex.Bytes(BaseSecret), Hex.Bytes(BasePoint), Hex.Bytes(CommitmentPoint));
        Assert.AreEqual("cbced912d3b21bf196a766651e436aff192362621ce317704ea2f75d87e7be0f", Hex.Text(secret));
    }

    [TestMethod]
    public void RevocationKeyFromPublicData()
    {
        byte[] key = KeyDerivation.RevocationKey(Secp256k1.Software(), Hex.Bytes(BasePoint), Hex.Bytes(CommitmentPoint));
        Assert.AreEqual("02916e326636d19c33f13e8c0c3a03dd157f332f3e99c317c141dd865eb01f8ff0", Hex.Text(key));
    }

    [TestMethod]
    public void RevocationSecretFromBothSecrets()
    {
        byte[] secret = KeyDerivation.RevocationSecret(Secp256k1.Software(), Hex.Bytes(BaseSecret), Hex.Bytes(BasePoint),
            Hex.Bytes(CommitmentSecret), Hex.Bytes(CommitmentPoint));
        Assert.AreEqual("d09ffff62ddb2297ab000cc85bcb4283fdeb6aa052affbc9dddcf33b61078110", Hex.Text(secret));
    }

    [TestMethod]
    public void KnownSecretsGiveTheSameKeysAsPublicData()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] revocationSecret = Secret(0x21);
        Basepoints holder = new Basepoints(curve.PublicKey(revocationSecret), curve.PublicKey(Secret(0x22)), curve.PublicKey(Secret(0x23)),
            curve.PublicKey(Secret(0x24)));
        Basepoints counterparty = new Basepoints(curve.PublicKey(Secret(0x31)), curve.PublicKey(Secret(0x32)), curve.PublicKey(Secret(0x33)),
            curve.PublicKey(Secret(0x34)));
        byte[] secret = Secret(0x41);
        byte[] point = curve.PublicKey(secret);

        Same(CommitmentKeys.Derive(curve, point, holder, counterparty), CommitmentKeys.ForHolder(curve, secret, point, holder, counterparty, true));
        Same(CommitmentKeys.Derive(curve, point, counterparty, holder),
            CommitmentKeys.ForCounterparty(curve, point, holder, revocationSecret, counterparty, true));
    }

    [TestMethod]
    public void WithoutHtlcsTheHtlcKeysAreLeftOut()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] revocationSecret = Secret(0x21);
        byte[] any = curve.PublicKey(Secret(0x22));
        Basepoints holder = new Basepoints(curve.PublicKey(revocationSecret), any, any, any);
        Basepoints counterparty = new Basepoints(any, any, any, any);
        byte[] point = curve.PublicKey(Secret(0x41));

        CommitmentKeys all = CommitmentKeys.Derive(curve, point, counterparty, holder);
        CommitmentKeys some = CommitmentKeys.ForCounterparty(curve, point, holder, revocationSecret, counterparty, false);
        Assert.IsNull(some.BroadcasterHtlc);
        Assert.IsNull(some.CountersignatoryHtlc);
        Assert.AreEqual(Hex.Text(all.Revocation), Hex.Text(some.Revocation));
        Assert.AreEqual(Hex.Text(all.BroadcasterDelayed), Hex.Text(some.BroadcasterDelayed));
    }

    private static void Same(CommitmentKeys expected, CommitmentKeys actual)
    {
        Assert.AreEqual(Hex.Text(expected.BroadcasterDelayed), Hex.Text(actual.BroadcasterDelayed));
        Assert.AreEqual(Hex.Text(expected.Revocation), Hex.Text(actual.Revocation));
        Assert.AreEqual(Hex.Text(expected.BroadcasterHtlc), Hex.Text(actual.BroadcasterHtlc));
        Assert.AreEqual(Hex.Text(expected.CountersignatoryHtlc), Hex.Text(actual.CountersignatoryHtlc));
        Assert.AreEqual(Hex.Text(expected.CountersignatoryPayment), Hex.Text(actual.CountersignatoryPayment));
    }

    private static byte[] Secret(byte fill)
    {
        byte[] secret = new byte[32];
        for (int i = 0; i < 32; i++)
        {
            secret[i] = fill;
        }

        return secret;
    }
}
