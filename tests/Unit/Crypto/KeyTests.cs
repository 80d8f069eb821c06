using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Unit.Crypto;

/// <summary>Keys, points and their small algebra.</summary>
[TestClass]
public class KeyTests
{
    private const string One = "0000000000000000000000000000000000000000000000000000000000000001";
    private const string Two = "0000000000000000000000000000000000000000000000000000000000000002";
    private const string OrderMinusOne = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
    private const string Order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    private const string G = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    private const string MinusG = "0379be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    private const string TwoG = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";

    [TestMethod]
    [DataRow(One, G)]
    [DataRow(Two, TwoG)]
    [DataRow(OrderMinusOne, MinusG)]
    [DataRow("0000000000000000000000000000000000000000000000000000000000000003", "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9")]
    public void SmallMultiplesOfTheGenerator(string secret, string point)
    {
        Secp256k1 curve = Secp256k1.Software();
        Assert.AreEqual(point, Hex.Text(curve.PublicKey(Hex.Bytes(secret))));
        Assert.AreEqual(point, Hex.Text(curve.Multiply(Hex.Bytes(G), Hex.Bytes(secret))));
    }

    [TestMethod]
    public void ASecretIsAboveZeroAndBelowTheOrder()
    {
        Secp256k1 curve = Secp256k1.Software();
        Assert.IsTrue(curve.IsSecret(Hex.Bytes(One)));
        Assert.IsTrue(curve.IsSecret(Hex.Bytes(OrderMinusOne)));
        Assert.IsFalse(curve.IsSecret(Hex.Bytes(Order)));
        Assert.IsFalse(curve.IsSecret(new byte[32]));
        Assert.IsFalse(curve.IsSecret(new byte[31]));
        Assert.IsFalse(curve.IsSecret(new byte[33]));
    }

    [TestMethod]
    public void APointIsOnTheCurve()
    {
        Secp256k1 curve = Secp256k1.Software();
        Assert.IsTrue(curve.IsPoint(Hex.Bytes(G)));
        Assert.IsTrue(curve.IsPoint(Hex.Bytes(MinusG)));
        Assert.IsFalse(curve.IsPoint(Hex.Bytes("04" + G.Substring(2))));
        Assert.IsFalse(curve.IsPoint(Hex.Bytes("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8179d")));
        Assert.IsFalse(curve.IsPoint(Hex.Bytes("02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30")));
        Assert.IsFalse(curve.IsPoint(new byte[32]));
    }

    [TestMethod]
    public void AdditionKnowsEqualAndOppositePoints()
    {
        Secp256k1 curve = Secp256k1.Software();
        Assert.AreEqual(TwoG, Hex.Text(curve.AddPoints(Hex.Bytes(G), Hex.Bytes(G))));
        Assert.AreEqual(G, Hex.Text(curve.AddPoints(Hex.Bytes(TwoG), Hex.Bytes(MinusG))));
        Expect.Throws(typeof(MalformedException), () => curve.AddPoints(Hex.Bytes(G), Hex.Bytes(MinusG)));
        Assert.AreEqual(TwoG, Hex.Text(curve.AddTweak(Hex.Bytes(G), Hex.Bytes(One))));
        Assert.AreEqual(G, Hex.Text(curve.AddTweak(Hex.Bytes(TwoG), Hex.Bytes(OrderMinusOne))));
        Assert.AreEqual(G, Hex.Text(curve.AddTweak(Hex.Bytes(G), new byte[32])));
        Expect.Throws(typeof(MalformedException), () => curve.AddTweak(Hex.Bytes(G), Hex.Bytes(OrderMinusOne)));
        Expect.Throws(typeof(MalformedException), () => curve.AddTweak(Hex.Bytes(G), Hex.Bytes(Order)));
    }

    [TestMethod]
    public void SecretsAndPointsAgree()
    {
        Secp256k1 curve = Secp256k1.Software();
        byte[] a = Sha256.Hash(new byte[] { 1 });
        byte[] b = Sha256.Hash(new byte[] { 2 });
        byte[][] keys = curve.PublicKeys(new byte[][] { a, b });
        Assert.AreEqual(Hex.Text(curve.PublicKey(a)), Hex.Text(keys[0]));
        Assert.AreEqual(Hex.Text(curve.PublicKey(b)), Hex.Text(keys[1]));
        string sum = Hex.Text(curve.PublicKey(curve.AddSecrets(a, b)));
        Assert.AreEqual(sum, Hex.Text(curve.AddPoints(keys[0], keys[1])));
        Assert.AreEqual(sum, Hex.Text(curve.AddTweaks(keys, new byte[][] { b, a })[0]));
        Assert.AreEqual(sum, Hex.Text(curve.AddTweaks(keys, new byte[][] { b, a })[1]));
        string product = Hex.Text(curve.PublicKey(curve.MultiplySecrets(a, b)));
        Assert.AreEqual(product, Hex.Text(curve.Multiply(keys[0], b)));
        Assert.AreEqual(Hex.Text(Sha256.Hash(Hex.Bytes(product))), Hex.Text(curve.Ecdh(keys[1], a)));
        byte[] both = curve.AddSecrets(curve.MultiplySecrets(a, b), b);
        Assert.AreEqual(Hex.Text(curve.PublicKey(both)), Hex.Text(curve.MultiplyAndAdd(keys[0], b, b)));
    }

    [TestMethod]
    public void SecretsThatAddUpToNothingAreMalformed()
    {
        Secp256k1 curve = Secp256k1.Software();
        Assert.AreEqual(OrderMinusOne, Hex.Text(curve.NegateSecret(Hex.Bytes(One))));
        Expect.Throws(typeof(MalformedException), () => curve.AddSecrets(Hex.Bytes(One), Hex.Bytes(OrderMinusOne)));
        Expect.Throws(typeof(MalformedException), () => curve.NegateSecret(new byte[32]));
        Expect.Throws(typeof(MalformedException), () => curve.MultiplySecrets(new byte[32], Hex.Bytes(One)));
        Assert.AreEqual(One, Hex.Text(curve.MultiplySecrets(Hex.Bytes(OrderMinusOne), Hex.Bytes(OrderMinusOne))));
    }

    [TestMethod]
    public void BadInputIsMalformed()
    {
        Secp256k1 curve = Secp256k1.Software();
        Expect.Throws(typeof(MalformedException), () => curve.PublicKey(new byte[32]));
        Expect.Throws(typeof(MalformedException), () => curve.PublicKey(Hex.Bytes(Order)));
        Expect.Throws(typeof(MalformedException), () => curve.Multiply(new byte[33], Hex.Bytes(One)));
        Expect.Throws(typeof(MalformedException), () => curve.Multiply(Hex.Bytes(G), new byte[32]));
        Expect.Throws(typeof(MalformedException), () => curve.Ecdh(Hex.Bytes(G.Substring(2)), Hex.Bytes(One)));
    }
}
