using System.Globalization;
using System.Text;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.NativeCode;

/// <summary>
/// The native curve and the managed one give the same, bit for bit and refusal for refusal. The natives here are the chip's own sources over Debian's libsecp256k1.
/// </summary>
[TestClass]
public sealed class CurveTests
{
    private const string Order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    private static readonly Secp256k1 s_managed = Secp256k1.Software();

    public TestContext TestContext { get; set; } = null!;

    private static Secp256k1 Native
    {
        get
        {
            Secp256k1 curve = NativeSecp256k1.Choose(new SoftwareHmac(), GeneratorTable.Software(), NativeLibrary.Get());
            Assert.IsTrue(curve.IsNative);
            curve.Blind(Numbers.Hash("blind"));
            return curve;
        }
    }

    [TestMethod]
    public void RandomInputsGiveTheSame()
    {
        int rounds = int.Parse(Environment.GetEnvironmentVariable("HOLDFAST_NATIVE_COMPARISONS") ?? "60", CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("HOLDFAST_NATIVE_SEED") ?? Random.Shared.Next().ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        TestContext.WriteLine($"HOLDFAST_NATIVE_SEED={seed}");
        Random random = new(seed);
        Secp256k1 native = Native;
        for (int i = 0; i < rounds; i++)
        {
            byte[] a = Bytes(random, 32);
            byte[] b = Bytes(random, 32);
            byte[] hash = Bytes(random, 32);
            byte[] point = s_managed.PublicKey(b);
            Compare(native, a, b, hash, point, Bytes(random, random.Next(200)));
            if (i % 50 == 0)
            {
                native.Blind(Bytes(random, 32));
            }
        }
    }

    /// <summary>Every operation with every number at an edge, as secret, as scalar and as hash.</summary>
    [TestMethod]
    [DataRow("00")]
    [DataRow("01")]
    [DataRow("02")]
    [DataRow("order - 1")]
    [DataRow("order")]
    [DataRow("order + 1")]
    [DataRow("ones")]
    [DataRow("31 bytes")]
    [DataRow("33 bytes")]
    [DataRow("no bytes")]
    public void NumbersAtTheEdgeGiveTheSame(string name)
    {
        byte[] edge = Numbers.Named(name);
        byte[] other = Numbers.Hash("other");
        byte[] point = s_managed.PublicKey(Numbers.Hash("key"));
        Compare(Native, edge, other, Numbers.Hash("hash"), point, []);
        Compare(Native, other, edge, Numbers.Hash("hash"), point, edge);
        Compare(Native, other, other, edge, point, edge);
    }

    [TestMethod]
    [DataRow("02" + "0000000000000000000000000000000000000000000000000000000000000000")]
    [DataRow("00" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")]
    [DataRow("04" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")]
    [DataRow("02" + "0000000000000000000000000000000000000000000000000000000000000005")]
    [DataRow("02" + "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f")]
    [DataRow("03" + "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30")]
    [DataRow("02" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8179800")]
    [DataRow("")]
    public void BytesThatAreNoPointGiveTheSame(string point)
    {
        byte[] bytes = Convert.FromHexString(point);
        Assert.IsFalse(Native.IsPoint(bytes));
        Compare(Native, Numbers.Hash("a"), Numbers.Hash("b"), Numbers.Hash("hash"), bytes, [1]);
    }

    [TestMethod]
    public void SumsAtInfinityAreRefusedByBoth()
    {
        byte[] one = Numbers.Named("01");
        byte[] minusOne = Numbers.Named("order - 1");
        byte[] point = s_managed.PublicKey(one);
        byte[] opposite = s_managed.PublicKey(minusOne);
        Secp256k1 native = Native;
        Same(native, curve => curve.AddPoints(point, opposite));
        Same(native, curve => curve.AddPoints(point, point));
        Same(native, curve => curve.AddTweak(point, minusOne));
        Same(native, curve => curve.AddTweak(point, one));
        Same(native, curve => curve.MultiplyAndAdd(point, one, minusOne));
        Same(native, curve => curve.MultiplyAndAdd(opposite, one, one));
        Same(native, curve => curve.MultiplyAndAdd(point, one, new byte[32]));
    }

    [TestMethod]
    public void AHighSIsRefusedByBothAndRecoveredByBoth()
    {
        byte[] secret = Numbers.Hash("secret");
        byte[] hash = Numbers.Hash("hash");
        byte[] signature = s_managed.SignRecoverable(hash, secret);
        byte[] high = (byte[])signature.Clone();
        s_managed.NegateSecret(signature[32..64]).CopyTo(high, 32);
        high[64] ^= 1;
        byte[] point = s_managed.PublicKey(secret);
        Secp256k1 native = Native;
        Assert.IsTrue(native.Verify(hash, signature[..64], point));
        Assert.IsFalse(native.Verify(hash, high[..64], point));
        Assert.IsFalse(s_managed.Verify(hash, high[..64], point));
        Assert.AreEqual(Convert.ToHexString(point), Convert.ToHexString(native.RecoverPoint(hash, high)));
        for (int id = 0; id < 256; id++)
        {
            byte[] other = (byte[])signature.Clone();
            other[64] = (byte)id;
            Same(native, curve => curve.RecoverPoint(hash, other));
        }
    }

    [TestMethod]
    public void PublishedSignaturesAreJudgedAsByManagedCode()
    {
        Secp256k1 native = Native;
        byte[] key = [];
        int judged = 0;
        foreach (string[] words in Vectors("wycheproof-ecdsa.txt"))
        {
            if (words[0] == "key")
            {
                key = Convert.FromHexString(words[1]);
                continue;
            }

            byte[] hash = Sha256.Hash(words[1] == "empty" ? [] : Convert.FromHexString(words[1]));
            byte[] compact;
            try
            {
                compact = DerSignature.Decode(Convert.FromHexString(words[2] == "empty" ? "" : words[2]));
            }
            catch (MalformedException)
            {
                continue;
            }

            Assert.AreEqual(s_managed.Verify(hash, compact, key), native.Verify(hash, compact, key), words[0]);
            judged++;
        }

        Assert.IsTrue(judged > 100, judged.ToString(CultureInfo.InvariantCulture));
        foreach (string[] words in Vectors("bip340.txt"))
        {
            byte[] message = words[4] is "-" or "empty" ? [] : Convert.FromHexString(words[4]);
            byte[] signature = Convert.FromHexString(words[5]);
            Assert.AreEqual(words[6] == "good", native.VerifySchnorr(message, signature, Convert.FromHexString(words[2])), words[0]);
            if (words[1] != "-")
            {
                Assert.AreEqual(words[5], Convert.ToHexStringLower(native.SignSchnorr(message, Convert.FromHexString(words[1]), Convert.FromHexString(words[3]))), words[0]);
            }
        }
    }

    [TestMethod]
    public void HashesOfEveryLengthAreThoseOfDotNet()
    {
        Assert.IsTrue(Native.IsNative);
        for (int length = 0; length < 300; length++)
        {
            byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)(i * length))];
            Assert.AreEqual(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(message)), Convert.ToHexString(Sha256.Hash(message)));
        }
    }

    private static void Compare(Secp256k1 native, byte[] a, byte[] b, byte[] hash, byte[] point, byte[] message)
    {
        Same(native, curve => curve.PublicKey(a));
        Same(native, curve => curve.PublicKeyOfKnown(a));
        Same(native, curve => [.. curve.PublicKeys([b, a]).SelectMany(p => p)]);
        Same(native, curve => curve.AddPoints(point, curve.PublicKey(a)));
        Same(native, curve => curve.AddTweak(point, a));
        Same(native, curve => curve.Multiply(point, a));
        Same(native, curve => curve.Ecdh(point, a));
        Same(native, curve => curve.MultiplyAndAdd(point, a, b));
        Same(native, curve => [.. curve.MultiplyAndAddTweaks(point, a, b, [point, point], [hash, a]).SelectMany(p => p)]);
        Same(native, curve => curve.Sign(hash, a));
        Same(native, curve => [.. curve.SignAll([hash, a], [a, b]).SelectMany(s => s)]);
        Same(native, curve => curve.SignPsbt(hash, a));
        Same(native, curve => curve.SignPlain(hash, a));
        Same(native, curve => curve.SignRecoverable(hash, a));
        Same(native, curve => curve.RecoverPoint(hash, [.. a, .. b, 0]));
        Same(native, curve => curve.RecoverPoint(hash, curve.SignRecoverable(hash, a)));
        Same(native, curve => curve.SignSchnorr(message, a, hash));
        Same(native, curve => curve.TaprootSecret(a, message));
        Same(native, curve => [(byte)(curve.IsPoint(point) ? 1 : 0)]);
        Same(native, curve => [(byte)(curve.Verify(hash, [.. a, .. b], point) ? 1 : 0), (byte)(curve.VerifySchnorr(message, [.. a, .. b], b) ? 1 : 0)]);
        Same(native, curve => Truth(curve, hash, curve.SignPlain(hash, a), curve.PublicKey(a)));
    }

    private static byte[] Truth(Secp256k1 curve, byte[] hash, byte[] signature, byte[] point)
    {
        bool good = curve.Verify(hash, signature, point);
        signature[40] ^= 4;
        return [(byte)(good ? 1 : 0), (byte)(curve.Verify(hash, signature, point) ? 1 : 0)];
    }

    private static void Same(Secp256k1 native, Func<Secp256k1, byte[]> operation) => Assert.AreEqual(Outcome(s_managed, operation), Outcome(native, operation));

    // A fault of either is an error of the test.
    private static string Outcome(Secp256k1 curve, Func<Secp256k1, byte[]> operation)
    {
        try
        {
            return Convert.ToHexString(operation(curve));
        }
        catch (MalformedException exception)
        {
            return exception.Message;
        }
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<string[]> Vectors(string name) => File.ReadLines(Path.Combine(NativeLibrary.Repository(), "tests", "Vectors", name))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' '));

    /// <summary>Numbers by name.</summary>
    private static class Numbers
    {
        public static byte[] Hash(string name) => Sha256.Hash(Encoding.ASCII.GetBytes(name));

        public static byte[] Named(string name)
        {
            byte[] number = new byte[32];
            switch (name)
            {
                case "order" or "order - 1" or "order + 1":
                    number = Convert.FromHexString(Order);
                    number[31] += (byte)(name == "order" ? 0 : name == "order - 1" ? 0xff : 1);
                    return number;
                case "ones":
                    Array.Fill(number, (byte)0xff);
                    return number;
                case "31 bytes":
                    return [.. Enumerable.Repeat((byte)7, 31)];
                case "33 bytes":
                    return [.. Enumerable.Repeat((byte)7, 33)];
                case "no bytes":
                    return [];
                default:
                    number[31] = Convert.FromHexString(name)[0];
                    return number;
            }
        }
    }
}
