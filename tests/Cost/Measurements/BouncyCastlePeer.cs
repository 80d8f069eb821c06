using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;

namespace Holdfast.Cost;

/// <summary>The same operations in Portable.BouncyCastle, with the curve it implements best (Nat256 arithmetic, fixed-point comb, GLV).</summary>
public sealed class BouncyCastlePeer
{
    private readonly X9ECParameters _curve = CustomNamedCurves.GetByName("secp256k1");
    private readonly ECDomainParameters _domain;
    private readonly ECFieldElement _a;
    private readonly ECFieldElement _b;
    private readonly BigInteger _scalar;
    private readonly Sha256Digest _digest = new();
    private readonly byte[] _block = new byte[64];

    public BouncyCastlePeer()
    {
        _domain = new ECDomainParameters(_curve.Curve, _curve.G, _curve.N, _curve.H);
        _a = _curve.Curve.FromBigInteger(Number(Primitives.Bytes("a")));
        _b = _curve.Curve.FromBigInteger(Number(Primitives.Bytes("b")));
        _scalar = Number(Primitives.Bytes("c")).Mod(_curve.N);
    }

    public void FieldMultiply()
    {
        _a.Multiply(_b);
    }

    public void FieldSquare()
    {
        _a.Square();
    }

    public void FieldInvert()
    {
        _a.Invert();
    }

    public void ScalarInvert()
    {
        _scalar.ModInverse(_curve.N);
    }

    // 64 bytes into a digest that stands at a block border: one compression.
    public void Sha256Block()
    {
        _digest.BlockUpdate(_block, 0, 64);
    }

    public byte[] Ripemd160(byte[] data)
    {
        RipeMD160Digest digest = new();
        digest.BlockUpdate(data, 0, data.Length);
        byte[] hash = new byte[20];
        digest.DoFinal(hash, 0);
        return hash;
    }

    public byte[] PublicKey(byte[] secret)
    {
        return new FixedPointCombMultiplier().Multiply(_curve.G, Number(secret)).Normalize().GetEncoded(true);
    }

    public BigInteger[] Sign(byte[] hash, byte[] secret)
    {
        ECDsaSigner signer = new(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, new ECPrivateKeyParameters(Number(secret), _domain));
        return signer.GenerateSignature(hash);
    }

    public bool Verify(byte[] hash, byte[] signature, byte[] point)
    {
        ECDsaSigner signer = new();
        signer.Init(false, new ECPublicKeyParameters(_curve.Curve.DecodePoint(point), _domain));
        return signer.VerifySignature(hash, Number(signature[..32]), Number(signature[32..]));
    }

    public byte[] Ecdh(byte[] point, byte[] secret)
    {
        byte[] shared = _curve.Curve.DecodePoint(point).Multiply(Number(secret)).Normalize().GetEncoded(true);
        _digest.Reset();
        _digest.BlockUpdate(shared, 0, shared.Length);
        byte[] hash = new byte[32];
        _digest.DoFinal(hash, 0);
        return hash;
    }

    private static BigInteger Number(byte[] bytes)
    {
        return new BigInteger(1, bytes);
    }
}
