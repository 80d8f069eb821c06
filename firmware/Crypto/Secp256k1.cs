using System;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>
/// The curve and everything a Lightning signer does with it. One object per device: it owns scratch space, so it is not thread-safe.
/// <para>
/// Shapes: secrets and scalars are 32 bytes big-endian in 1 … n−1, points 33 bytes compressed, x-only points 32 bytes, hashes 32 bytes,
/// signatures 64 bytes (r ‖ s), recoverable signatures 65 bytes (r ‖ s ‖ recovery id). A wrong length, a secret out of range or bytes that
/// are no point give <see cref="MalformedException"/>; so does a result that is the point at infinity or the scalar zero, which nobody
/// can bring about without knowing discrete logarithms. Verification never throws: what cannot be right is false.
/// </para>
/// Subjects by file: keys and points here, ECDSA in Secp256k1.Ecdsa.cs, BIP 340 and 341 in Secp256k1.Schnorr.cs.
/// </summary>
public sealed partial class Secp256k1
{
    private readonly IHmac _hmac;
    private readonly IConstantTable _table;
    private readonly Group _group = new Group();

    /// <param name="hmac">HMAC-SHA256 for nonces: native on the chip.</param>
    /// <param name="table">Multiples of the generator, as the table generator makes them; large or small.</param>
    public Secp256k1(IHmac hmac, IConstantTable table)
    {
        _hmac = hmac;
        _table = table;
    }

    /// <summary>
    /// A curve that needs nothing from outside: managed HMAC and a small table, computed on the spot. For the host and for tests;
    /// the device has its own HMAC and its table in flash.
    /// </summary>
    public static Secp256k1 Software()
    {
        return new Secp256k1(new SoftwareHmac(), null);
    }

    /// <summary>True for 32 bytes with 0 &lt; value &lt; n.</summary>
    public bool IsSecret(byte[] secret)
    {
        Scalar scalar = new Scalar();
        bool valid = secret.Length == 32 && scalar.FromSecret(secret, 0);
        scalar.Wipe();
        return valid;
    }

    /// <summary>True for 33 bytes that are a compressed point on the curve.</summary>
    public bool IsPoint(byte[] point)
    {
        return new AffinePoint().FromCompressed(point);
    }

    /// <summary>secret · G</summary>
    public byte[] PublicKey(byte[] secret)
    {
        return PublicKeys(new byte[][] { secret })[0];
    }

    /// <summary>The public keys of all secrets, in their order; cheaper together than one by one.</summary>
    public byte[][] PublicKeys(byte[][] secrets)
    {
        byte[][] points = new byte[secrets.Length][];
        for (int i = 0; i < secrets.Length; i++)
        {
            Scalar scalar = ParseSecret(secrets[i]);
            points[i] = Compress(Product(Generator(), scalar));
            scalar.Wipe();
        }

        return points;
    }

    /// <summary>a + b</summary>
    public byte[] AddPoints(byte[] a, byte[] b)
    {
        JacobianPoint left = ParseJacobian(a);
        _group.Add(left, left, ParseJacobian(b));
        return Compress(left);
    }

    /// <summary>point + scalar · G (BOLT 3 localpubkey, BIP 32, BIP 341). The scalar may be any 32 bytes below n, also zero.</summary>
    public byte[] AddTweak(byte[] point, byte[] scalar)
    {
        return AddTweaks(new byte[][] { point }, new byte[][] { scalar })[0];
    }

    /// <summary>points[i] + scalars[i] · G for every i.</summary>
    public byte[][] AddTweaks(byte[][] points, byte[][] scalars)
    {
        Check.That(points.Length == scalars.Length, "as many scalars as points");
        byte[][] sums = new byte[points.Length][];
        for (int i = 0; i < points.Length; i++)
        {
            JacobianPoint sum = ParseJacobian(points[i]);
            _group.Add(sum, sum, Product(Generator(), ParseScalar(scalars[i])));
            sums[i] = Compress(sum);
        }

        return sums;
    }

    /// <summary>scalar · point</summary>
    public byte[] Multiply(byte[] point, byte[] scalar)
    {
        Scalar factor = ParseSecret(scalar);
        byte[] product = Compress(Product(Parse(point), factor));
        factor.Wipe();
        return product;
    }

    /// <summary>scalar · point + gScalar · G (BOLT 3 revocationpubkey). Public scalars.</summary>
    public byte[] MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gScalar)
    {
        JacobianPoint sum = Product(Parse(point), ParseSecret(scalar));
        _group.Add(sum, sum, Product(Generator(), ParseScalar(gScalar)));
        return Compress(sum);
    }

    /// <summary>a + b modulo n; zero is malformed.</summary>
    public byte[] AddSecrets(byte[] a, byte[] b)
    {
        Scalar left = ParseScalar(a);
        Scalar right = ParseScalar(b);
        Scalar.Add(left, left, right);
        right.Wipe();
        return TakeSecret(left);
    }

    /// <summary>a · b modulo n; zero is malformed.</summary>
    public byte[] MultiplySecrets(byte[] a, byte[] b)
    {
        Scalar left = ParseScalar(a);
        Scalar right = ParseScalar(b);
        Scalar.Mul(left, left, right);
        right.Wipe();
        return TakeSecret(left);
    }

    /// <summary>n − a; zero is malformed.</summary>
    public byte[] NegateSecret(byte[] a)
    {
        Scalar scalar = ParseScalar(a);
        Scalar.NegateIf(scalar, scalar, -1);
        return TakeSecret(scalar);
    }

    /// <summary>SHA-256 of the compressed point secret · point: the ECDH of BOLT 8 and of every Lightning onion.</summary>
    public byte[] Ecdh(byte[] point, byte[] secret)
    {
        byte[] shared = Multiply(point, secret);
        byte[] hash = Sha256.Hash(shared);
        Array.Clear(shared, 0, shared.Length);
        return hash;
    }

    private static AffinePoint Generator()
    {
        AffinePoint generator = new AffinePoint();
        generator.SetGenerator();
        return generator;
    }

    private JacobianPoint Product(AffinePoint point, Scalar scalar)
    {
        byte[] bits = new byte[32];
        scalar.ToBytes(bits, 0);
        JacobianPoint one = new JacobianPoint();
        one.SetAffine(point);
        JacobianPoint sum = new JacobianPoint();
        sum.SetInfinity();
        for (int i = 0; i < 256; i++)
        {
            _group.Double(sum, sum);
            if ((bits[i >> 3] & (0x80 >> (i & 7))) != 0)
            {
                _group.Add(sum, sum, one);
            }
        }

        Array.Clear(bits, 0, 32);
        return sum;
    }

    private byte[] Compress(JacobianPoint point)
    {
        if (point.IsInfinity())
        {
            throw new MalformedException("the sum of the points is the point at infinity");
        }

        AffinePoint affine = new AffinePoint();
        _group.ToAffine(affine, point);
        return affine.ToCompressed();
    }

    private static AffinePoint Parse(byte[] point)
    {
        AffinePoint affine = new AffinePoint();
        if (!affine.FromCompressed(point))
        {
            throw new MalformedException("not a compressed point on the curve");
        }

        return affine;
    }

    private static JacobianPoint ParseJacobian(byte[] point)
    {
        JacobianPoint jacobian = new JacobianPoint();
        jacobian.SetAffine(Parse(point));
        return jacobian;
    }

    /// <summary>0 &lt; value &lt; n</summary>
    private static Scalar ParseSecret(byte[] secret)
    {
        Scalar scalar = new Scalar();
        if (secret.Length != 32 || !scalar.FromSecret(secret, 0))
        {
            throw new MalformedException("not a secret: 32 bytes, above 0 and below the order of the curve");
        }

        return scalar;
    }

    /// <summary>0 ≤ value &lt; n</summary>
    private static Scalar ParseScalar(byte[] bytes)
    {
        Scalar scalar = new Scalar();
        if (bytes.Length != 32 || !scalar.FromBytes(bytes, 0))
        {
            throw new MalformedException("not a scalar: 32 bytes, below the order of the curve");
        }

        return scalar;
    }

    /// <summary>The bytes of a scalar that must not be zero; wipes the scalar.</summary>
    private static byte[] TakeSecret(Scalar scalar)
    {
        if (scalar.IsZero())
        {
            throw new MalformedException("the result is the scalar zero");
        }

        byte[] bytes = new byte[32];
        scalar.ToBytes(bytes, 0);
        scalar.Wipe();
        return bytes;
    }
}
