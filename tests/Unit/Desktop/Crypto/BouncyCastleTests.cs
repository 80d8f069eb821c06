using System.Security.Cryptography;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>Seeded random inputs for every primitive (ten thousand, unless told otherwise), against an implementation that shares no line with this one.</summary>
[TestClass]
public class BouncyCastleTests
{
    private static readonly int s_rounds = Comparisons.Rounds;
    private static readonly X9ECParameters s_curve = CustomNamedCurves.GetByName("secp256k1");
    private static readonly ECDomainParameters s_domain = new(s_curve.Curve, s_curve.G, s_curve.N, s_curve.H);

    [TestMethod]
    public void Hashes()
    {
        Random random = new(1);
        SoftwareHmac hmac = new();
        for (int i = 0; i < s_rounds; i++)
        {
            byte[] data = new byte[random.Next(300)];
            byte[] key = new byte[random.Next(1, 200)];
            random.NextBytes(data);
            random.NextBytes(key);
            Same(SHA256.HashData(data), Sha256.Hash(data), i);
            Same(SHA512.HashData(data), Sha512.Hash(data), i);
            Same(HMACSHA256.HashData(key, data), hmac.Sha256(key, data), i);
            Same(HMACSHA512.HashData(key, data), hmac.Sha512(key, data), i);
            Same(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 70, data, data), Hkdf.Sha256(hmac, data, key, data, 70), i);
            RipeMD160Digest ripemd = new();
            ripemd.BlockUpdate(data, 0, data.Length);
            byte[] expected = new byte[20];
            ripemd.DoFinal(expected, 0);
            Same(expected, Ripemd160.Hash(data), i);
        }
    }

    [TestMethod]
    public void PublicKeys()
    {
        Random random = new(2);
        Secp256k1 curve = Secp256k1.Software();
        for (int done = 0; done < s_rounds;)
        {
            byte[][] secrets = new byte[random.Next(1, 14)][];
            for (int i = 0; i < secrets.Length; i++)
            {
                secrets[i] = Scalar(random);
            }

            byte[][] points = curve.PublicKeys(secrets);
            for (int i = 0; i < secrets.Length; i++, done++)
            {
                Same(Compressed(s_curve.G.Multiply(Number(secrets[i]))), points[i], done);
            }
        }
    }

    [TestMethod]
    public void MultiplicationAndAddition()
    {
        Random random = new(3);
        Secp256k1 curve = Secp256k1.Software();
        ECPoint point = s_curve.G;
        for (int i = 0; i < s_rounds; i++)
        {
            byte[] bytes = Compressed(point);
            byte[] scalar = Scalar(random);
            byte[] tweak = Scalar(random);
            ECPoint product = point.Multiply(Number(scalar)).Normalize();
            ECPoint generator = s_curve.G.Multiply(Number(tweak));
            Same(Compressed(product), curve.Multiply(bytes, scalar), i);
            Same(SHA256.HashData(Compressed(product)), curve.Ecdh(bytes, scalar), i);
            SameOrInfinity(product.Add(generator), () => curve.MultiplyAndAdd(bytes, scalar, tweak), i);
            SameOrInfinity(point.Add(generator), () => curve.AddTweak(bytes, tweak), i);
            SameOrInfinity(point.Add(product), () => curve.AddPoints(bytes, Compressed(product)), i);
            point = product;
        }
    }

    [TestMethod]
    public void ScalarArithmetic()
    {
        Random random = new(4);
        Secp256k1 curve = Secp256k1.Software();
        for (int i = 0; i < s_rounds; i++)
        {
            byte[] a = Scalar(random);
            byte[] b = Scalar(random);
            Same(Bytes(Number(a).Add(Number(b)).Mod(s_curve.N)), curve.AddSecrets(a, b), i);
            Same(Bytes(Number(a).Multiply(Number(b)).Mod(s_curve.N)), curve.MultiplySecrets(a, b), i);
            Same(Bytes(s_curve.N.Subtract(Number(a))), curve.NegateSecret(a), i);
        }
    }

    [TestMethod]
    public void Signatures()
    {
        Random random = new(5);
        Secp256k1 curve = Secp256k1.Software();
        for (int i = 0; i < s_rounds; i++)
        {
            byte[] secret = Scalar(random);
            byte[] hash = new byte[32];
            random.NextBytes(hash);
            ECDsaSigner signer = new(new HMacDsaKCalculator(new Sha256Digest()));
            signer.Init(true, new ECPrivateKeyParameters(Number(secret), s_domain));
            BigInteger[] rs = signer.GenerateSignature(hash);
            BigInteger s = rs[1].CompareTo(s_curve.N.ShiftRight(1)) > 0 ? s_curve.N.Subtract(rs[1]) : rs[1];
            byte[] plain = curve.SignPlain(hash, secret);
            Same([.. Bytes(rs[0]), .. Bytes(s)], plain, i);
            byte[] key = curve.PublicKey(secret);
            Same(key, curve.RecoverPoint(hash, curve.SignRecoverable(hash, secret)), i);
            Assert.IsTrue(curve.Verify(hash, plain, key), i.ToString());
        }
    }

    [TestMethod]
    public void Verification()
    {
        Random random = new(6);
        Secp256k1 curve = Secp256k1.Software();
        for (int done = 0; done < s_rounds;)
        {
            // A batch under one key, some of it damaged; the other implementation judges each signature.
            int count = random.Next(1, 12);
            byte[] secret = Scalar(random);
            ECPoint point = s_curve.G.Multiply(Number(secret)).Normalize();
            byte[][] hashes = new byte[count][];
            byte[][] signatures = new byte[count][];
            int firstBad = -1;
            for (int i = 0; i < count; i++, done++)
            {
                hashes[i] = new byte[32];
                random.NextBytes(hashes[i]);
                signatures[i] = curve.Sign(hashes[i], secret);
                if (random.Next(6) == 0)
                {
                    (random.Next(2) == 0 ? hashes[i] : signatures[i])[random.Next(32)] ^= (byte)(1 << random.Next(8));
                }

                ECDsaSigner verifier = new();
                verifier.Init(false, new ECPublicKeyParameters(point, s_domain));
                bool good = verifier.VerifySignature(hashes[i], new BigInteger(1, signatures[i], 0, 32), new BigInteger(1, signatures[i], 32, 32));
                Assert.AreEqual(good, curve.Verify(hashes[i], signatures[i], Compressed(point)), done.ToString());
                if (!good && firstBad < 0)
                {
                    firstBad = i;
                }
            }

            Assert.AreEqual(firstBad, curve.VerifyAll(hashes, signatures, Compressed(point)), done.ToString());
        }
    }

    [TestMethod]
    public void BatchesOfSignaturesAreTheSingleOnes()
    {
        Random random = new(7);
        Secp256k1 curve = Secp256k1.Software();
        for (int done = 0; done < s_rounds;)
        {
            byte[][] hashes = new byte[random.Next(1, 34)][];
            byte[][] secrets = new byte[hashes.Length][];
            for (int i = 0; i < hashes.Length; i++)
            {
                hashes[i] = new byte[32];
                random.NextBytes(hashes[i]);
                secrets[i] = i > 0 && random.Next(3) == 0 ? secrets[i - 1] : Scalar(random);
            }

            byte[][] all = curve.SignAll(hashes, secrets);
            for (int i = 0; i < hashes.Length; i++, done++)
            {
                Same(curve.Sign(hashes[i], secrets[i]), all[i], done);
                Assert.IsTrue(all[i][0] < 0x80);
            }
        }
    }

    [TestMethod]
    public void SchnorrSignatures()
    {
        Random random = new(8);
        Secp256k1 curve = Secp256k1.Software();
        for (int i = 0; i < s_rounds; i++)
        {
            byte[] secret = Scalar(random);
            byte[] message = new byte[random.Next(64)];
            byte[] aux = new byte[32];
            random.NextBytes(message);
            random.NextBytes(aux);
            byte[] signature = curve.SignSchnorr(message, secret, aux);
            byte[] key = curve.PublicKey(secret)[1..];
            Assert.IsTrue(curve.VerifySchnorr(message, signature, key), i.ToString());
            Assert.IsTrue(OtherVerifies(message, signature, key), i.ToString());
            signature[random.Next(64)] ^= (byte)(1 << random.Next(8));
            Assert.AreEqual(OtherVerifies(message, signature, key), curve.VerifySchnorr(message, signature, key), i.ToString());
        }
    }

    /// <summary>BIP 340, Verification, with the other implementation's points.</summary>
    private static bool OtherVerifies(byte[] message, byte[] signature, byte[] key)
    {
        BigInteger r = new(1, signature, 0, 32);
        BigInteger s = new(1, signature, 32, 32);
        if (r.CompareTo(s_curve.Curve.Field.Characteristic) >= 0 || s.CompareTo(s_curve.N) >= 0)
        {
            return false;
        }

        byte[] tag = SHA256.HashData("BIP0340/challenge"u8);
        BigInteger e = Number(SHA256.HashData([.. tag, .. tag, .. signature[..32], .. key, .. message])).Mod(s_curve.N);
        ECPoint point = s_curve.Curve.DecodePoint([2, .. key]);
        ECPoint sum = s_curve.G.Multiply(s).Subtract(point.Multiply(e)).Normalize();
        return !sum.IsInfinity && !sum.AffineYCoord.TestBitZero() && sum.AffineXCoord.ToBigInteger().Equals(r);
    }

    /// <summary>1 … n−1; now and then near the ends or with long runs of equal bits.</summary>
    private static byte[] Scalar(Random random)
    {
        byte[] bytes = new byte[32];
        while (true)
        {
            random.NextBytes(bytes);
            switch (random.Next(16))
            {
                case 0:
                    Array.Clear(bytes, 0, random.Next(32));
                    break;
                case 1:
                    bytes = Bytes(s_curve.N.Subtract(BigInteger.ValueOf(random.Next(1, 1000))));
                    break;
                case 2:
                    Array.Fill(bytes, (byte)0xff, random.Next(16), random.Next(16));
                    break;
                case 3:
                    Array.Clear(bytes, random.Next(16), random.Next(16));
                    break;
            }

            BigInteger number = Number(bytes);
            if (number.SignValue > 0 && number.CompareTo(s_curve.N) < 0)
            {
                return bytes;
            }
        }
    }

    private static BigInteger Number(byte[] bytes)
    {
        return new BigInteger(1, bytes);
    }

    private static byte[] Bytes(BigInteger number)
    {
        byte[] bytes = number.ToByteArrayUnsigned();
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static byte[] Compressed(ECPoint point)
    {
        return point.Normalize().GetEncoded(true);
    }

    private static void SameOrInfinity(ECPoint expected, Func<byte[]> sum, int round)
    {
        if (expected.IsInfinity)
        {
            Expect.Throws(typeof(MalformedException), () => sum());
        }
        else
        {
            Same(Compressed(expected), sum(), round);
        }
    }

    private static void Same(byte[] expected, byte[] actual, int round)
    {
        Assert.IsTrue(Check.Same(expected, actual), "round " + round + ": expected " + Hex.Text(expected) + ", got " + Hex.Text(actual));
    }
}
