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
/// This is the managed curve; <see cref="NativeSecp256k1"/> overrides what native code does faster.
/// Arguments called secret are treated as such (README.md); points, hashes and signatures are public, as are scalars unless noted.
/// Subjects by file: keys and points here, sums and products of secrets in Secp256k1.Secrets.cs, ECDSA in Secp256k1.Ecdsa.cs, BIP 340 and 341 in Secp256k1.Schnorr.cs.
/// </summary>
public partial class Secp256k1
{
    /// <summary>How many products are worked on at once; bounds the memory of a batch.</summary>
    private const int BatchMax = 12;
    private const int SmallBatch = 5;

    /// <summary>Products with secrets until the blind should be renewed.</summary>
    private const int BlindUses = 64;

    private readonly IHmac _hmac;
    private readonly Group _group = new Group();
    private readonly GeneratorProduct _generator;
    private readonly SecretProduct _secretProduct = new SecretProduct();
    private readonly PublicProduct _publicProduct = new PublicProduct();
    private readonly PointCache _points;
    private readonly MaskStream _masks;
    private readonly ProductCheck _check;
    private int _batch = BatchMax;
    private int _chunks = OddMultiples.ChunksMax;

    /// <param name="hmac">HMAC-SHA256 for nonces: native on the chip.</param>
    /// <param name="table">Multiples of the generator as <see cref="GeneratorTable"/> describes them, large or small.</param>
    public Secp256k1(IHmac hmac, IConstantTable table)
    {
        _hmac = hmac;
        _generator = new GeneratorProduct(_group, table);
        _points = new PointCache(_group);
        _masks = new MaskStream(hmac);
        _check = new ProductCheck(_generator, _masks);
    }

    /// <summary>
    /// A curve that needs nothing from outside: managed HMAC and <see cref="GeneratorTable.Software"/>. For the host and for tests; a device has native
    /// HMAC and its table in flash.
    /// </summary>
    public static Secp256k1 Software()
    {
        return new Secp256k1(new SoftwareHmac(), GeneratorTable.Software());
    }

    /// <summary>
    /// From here on, smaller batches and smaller tables: 30 signatures need 9 KB less of the heap and take 13 % longer, to verify as many 7 KB less
    /// and 20 % longer. The results are the same.
    /// </summary>
    public void SaveMemory()
    {
        _batch = SmallBatch;
        _chunks = 2;
    }

    /// <summary>True when native code computes the products.</summary>
    public virtual bool IsNative
    {
        get { return false; }
    }

    /// <summary>True when so many products were computed under one blind and its doubles that it should be renewed as soon as there is time.</summary>
    public virtual bool IsBlindWorn
    {
        get { return _generator.Uses >= BlindUses; }
    }

    /// <summary>
    /// Gives blind and masks new random bytes. To be called once at boot, with entropy, before the first secret is used, and again whenever
    /// <see cref="IsBlindWorn"/>. Results never depend on it. Ends with a self-test of the new blind.
    /// </summary>
    public virtual void Blind(byte[] entropy)
    {
        Scalar blind = new Scalar();
        _masks.Reseed(entropy);
        try
        {
            // Twice: at boot the first is computed under a blind that everybody knows, and hides the computation of the second.
            for (int i = 0; i < 2; i++)
            {
                _masks.Next(blind);
                _generator.Seed(blind);
            }
        }
        finally
        {
            blind.Wipe();
        }

        // The self-test: a product and its check agree only if B is b · G, because the error doubles in between. With a random number, because the digits of a
        // known one less the blind would give the blind away.
        byte[] number = _masks.Next();
        PublicKey(number);
        Array.Clear(number, 0, 32);
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
    public virtual bool IsPoint(byte[] point)
    {
        return _points.Find(point) != null;
    }

    /// <summary>secret · G</summary>
    public byte[] PublicKey(byte[] secret)
    {
        return PublicKeys(new byte[][] { secret })[0];
    }

    /// <summary>The public keys of all secrets, in their order; cheaper together than one by one.</summary>
    public virtual byte[][] PublicKeys(byte[][] secrets)
    {
        byte[][] points = new byte[secrets.Length][];
        int size = CountFrom(0, secrets.Length);
        Scalar[] scalars = new Scalar[size];
        JacobianPoint[] products = new JacobianPoint[size + 1];
        for (int i = 0; i < size; i++)
        {
            scalars[i] = new Scalar();
            products[i] = new JacobianPoint();
        }

        try
        {
            for (int first = 0; first < secrets.Length; first += _batch)
            {
                int count = CountFrom(first, secrets.Length);
                for (int i = 0; i < count; i++)
                {
                    Read(scalars[i], secrets[first + i]);
                    _generator.Secret(products[i], scalars[i]);
                }

                // The blind takes the place behind the last product, and gives it back.
                JacobianPoint last = products[count];
                AffinePoint[] affine = Compress(points, first, products, count, true);
                products[count] = last;
                for (int i = 0; i < count; i++)
                {
                    Read(scalars[i], secrets[first + i]);
                }

                _check.Require(affine, scalars, count);
            }
        }
        finally
        {
            for (int i = 0; i < size; i++)
            {
                scalars[i].Wipe();
            }

            Wipe(products, size);
        }

        return points;
    }

    /// <summary>secret · G for a number that others know as well, as one that a peer has revealed; costs half and leaves the blind alone.</summary>
    public virtual byte[] PublicKeyOfKnown(byte[] number)
    {
        JacobianPoint product = new JacobianPoint();
        _generator.Public(product, ParseSecret(number));
        return Compress(product, false);
    }

    /// <summary>a + b</summary>
    public virtual byte[] AddPoints(byte[] a, byte[] b)
    {
        JacobianPoint sum = new JacobianPoint();
        AffinePoint left = Parse(a);
        sum.SetAffine(left.X, left.Y);
        _group.AddAny(sum, Parse(b));
        return Compress(sum, false);
    }

    /// <summary>point + scalar · G (BOLT 3 localpubkey, BIP 32, BIP 341). The scalar is public: any 32 bytes below n, also zero.</summary>
    public byte[] AddTweak(byte[] point, byte[] scalar)
    {
        return AddTweaks(new byte[][] { point }, new byte[][] { scalar })[0];
    }

    /// <summary>points[i] + scalars[i] · G for every i; cheaper together than one by one.</summary>
    public virtual byte[][] AddTweaks(byte[][] points, byte[][] scalars)
    {
        Check.That(points.Length == scalars.Length, "as many scalars as points");
        byte[][] sums = new byte[points.Length][];
        for (int first = 0; first < points.Length; first += _batch)
        {
            int count = CountFrom(first, points.Length);
            JacobianPoint[] products = new JacobianPoint[count + 1];
            for (int i = 0; i < count; i++)
            {
                products[i] = Tweaked(points[first + i], scalars[first + i]);
            }

            Compress(sums, first, products, count, false);
        }

        return sums;
    }

    /// <summary>secret · point</summary>
    public virtual byte[] Multiply(byte[] point, byte[] secret)
    {
        JacobianPoint product = new JacobianPoint();
        Scalar factor = ParseSecret(secret);
        byte[] random = _masks.Next();
        try
        {
            AffinePoint affine = Parse(point);
            FieldElement z = new FieldElement();
            z.FromBytes(random, 0);
            _secretProduct.Run(_group, product, new OddMultiples(_group, affine, 1), factor, z);
            Read(factor, secret);
            _secretProduct.RequireDone(product, factor);
            if (product.IsInfinity())
            {
                product.SetInfinity();
                _group.SlowProduct(product, affine, factor);
            }

            return Compress(product, false);
        }
        finally
        {
            factor.Wipe();
            product.Wipe();
            Array.Clear(random, 0, 32);
        }
    }

    /// <summary>scalar · point + gSecret · G (BOLT 3 revocationpubkey): the first product is public, the second may be secret.</summary>
    public byte[] MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gSecret)
    {
        return MultiplyAndAddTweaks(point, scalar, gSecret, new byte[0][], new byte[0][])[0];
    }

    /// <summary>
    /// <see cref="MultiplyAndAdd"/> first, then <see cref="AddTweaks"/>: all keys of a commitment with one inversion. Tweaks are public.
    /// </summary>
    public virtual byte[][] MultiplyAndAddTweaks(byte[] point, byte[] scalar, byte[] gSecret, byte[][] points, byte[][] scalars)
    {
        Check.That(points.Length == scalars.Length && points.Length < BatchMax, "as many scalars as points, and not more than a batch");
        Scalar factor = ParseSecret(scalar);
        Scalar secret = ParseScalar(gSecret);
        JacobianPoint[] sums = new JacobianPoint[points.Length + 2];
        try
        {
            AffinePoint affine = Parse(point);
            sums[0] = new JacobianPoint();
            PublicMultiple(sums[0], affine, new OddMultiples(_group, affine, 1), factor);
            _generator.AddSecret(sums[0], secret);
        }
        finally
        {
            secret.Wipe();
        }

        for (int i = 0; i < points.Length; i++)
        {
            sums[i + 1] = Tweaked(points[i], scalars[i]);
        }

        byte[][] bytes = new byte[points.Length + 1][];
        Compress(bytes, 0, sums, points.Length + 1, true);
        sums[0].Wipe();
        return bytes;
    }

    /// <summary>SHA-256 of the compressed point secret · point: the ECDH of BOLT 8 and of every Lightning onion.</summary>
    public virtual byte[] Ecdh(byte[] point, byte[] secret)
    {
        byte[] shared = Multiply(point, secret);
        byte[] hash = Agreed(Sha256.Hash(shared), Sha256.Hash(shared));
        Array.Clear(shared, 0, shared.Length);
        return hash;
    }

    /// <summary>point + scalar · G, both public.</summary>
    private JacobianPoint Tweaked(byte[] point, byte[] scalar)
    {
        AffinePoint affine = Parse(point);
        JacobianPoint sum = new JacobianPoint();
        sum.SetAffine(affine.X, affine.Y);
        _generator.AddPublic(sum, ParseScalar(scalar));
        return sum;
    }

    /// <summary>r = scalar · point, both public; infinity only for a scalar of zero.</summary>
    private void PublicMultiple(JacobianPoint r, AffinePoint point, OddMultiples multiples, Scalar scalar)
    {
        _publicProduct.Run(r, multiples, scalar);
        if (r.IsInfinity())
        {
            r.SetInfinity();
            _group.SlowProduct(r, point, scalar);
        }
    }

    /// <summary>r = scalar · point + gScalar · G, all public; complete.</summary>
    private void PublicSum(JacobianPoint r, AffinePoint point, OddMultiples multiples, Scalar scalar, Scalar gScalar)
    {
        PublicMultiple(r, point, multiples, scalar);
        _generator.AddPublic(r, gScalar);
    }

    private int CountFrom(int first, int all)
    {
        return all - first < _batch ? all - first : _batch;
    }

    /// <summary>
    /// Compresses products[0 … count−1] to bytes[first …] with one inversion; room for one more is needed when the blind moves on. The affine
    /// points, which are proven to be on the curve and to be what the bytes say.
    /// </summary>
    private AffinePoint[] Compress(byte[][] bytes, int first, JacobianPoint[] products, int count, bool moveBlind)
    {
        AffinePoint[] affine = new AffinePoint[count + 1];
        for (int i = 0; i < count; i++)
        {
            if (products[i].IsInfinity())
            {
                throw new MalformedException("the sum of the points is the point at infinity");
            }

            affine[i] = new AffinePoint();
        }

        if (moveBlind)
        {
            _generator.Finish(affine, products, count);
        }
        else
        {
            _group.ToAffine(affine, products, count);
        }

        for (int i = 0; i < count; i++)
        {
            byte[] compressed = affine[i].ToCompressed();
            _group.RequireOnCurve(affine[i]);
            Check.That(Check.Same(compressed, affine[i].ToCompressed()), "a point is what its bytes say");
            bytes[first + i] = compressed;
        }

        return affine;
    }

    private byte[] Compress(JacobianPoint point, bool moveBlind)
    {
        byte[][] one = new byte[1][];
        Compress(one, 0, new JacobianPoint[] { point, null }, 1, moveBlind);
        return one[0];
    }

    private AffinePoint Parse(byte[] point)
    {
        AffinePoint affine = _points.Find(point);
        if (affine == null)
        {
            throw new MalformedException("not a compressed point on the curve");
        }

        return affine;
    }

    /// <summary>0 &lt; value &lt; n</summary>
    private static void Read(Scalar scalar, byte[] secret)
    {
        if (secret.Length != 32 || !scalar.FromSecret(secret, 0))
        {
            throw new MalformedException("not a secret: 32 bytes, above 0 and below the order of the curve");
        }
    }

    private static Scalar ParseSecret(byte[] secret)
    {
        Scalar scalar = new Scalar();
        Read(scalar, secret);
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

    private static void Wipe(JacobianPoint[] products, int count)
    {
        for (int i = 0; i < count; i++)
        {
            products[i].Wipe();
        }
    }
}
