using System.Numerics;
using Holdfast.Crypto;

namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>Field elements and scalars against whole numbers: lazy limbs at the ends of their ranges, inverses, roots, the split of a scalar.</summary>
[TestClass]
public class FieldTests
{
    private static readonly int s_rounds = Comparisons.Rounds;
    private static readonly BigInteger s_p = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;
    private static readonly BigInteger s_n = BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.HexNumber);

    [TestMethod]
    public void ProductsSquaresAndSums()
    {
        Random random = new(11);
        FieldElement r = new();
        for (int i = 0; i < s_rounds; i++)
        {
            FieldElement a = Lazy(random, 1);
            FieldElement b = Lazy(random, 3);
            FieldElement.Mul(r, a, b);
            Is(Value(a) * Value(b), r);
            FieldElement.Sqr(r, a);
            Is(Value(a) * Value(a), r);
            FieldElement.SqrTimes(r, a, 3);
            Is(BigInteger.Pow(Value(a), 8), r);
            FieldElement.Add(r, a, b);
            Is(Value(a) + Value(b), r);
            FieldElement.Sub(r, a, b);
            Is(Value(a) - Value(b), r);
            FieldElement.NegateIf(r, a, -1);
            Is(-Value(a), r);
            FieldElement.NegateIf(r, a, 0);
            Is(Value(a), r);
            BigInteger square = Value(a) * Value(a);
            FieldElement.Mul(a, a, a);
            Is(square, a);
        }
    }

    [TestMethod]
    public void ProductsOfExtremeLimbs()
    {
        // Every limb at one end of its range: the columns reach the largest sums that magnitudes 1 and 3 allow.
        FieldElement r = new();
        for (int signs = 0; signs < 4; signs++)
        {
            FieldElement a = Filled((signs & 1) == 0 ? 1 : -1);
            FieldElement b = Filled((signs & 2) == 0 ? 3 : -3);
            FieldElement.Mul(r, a, b);
            Is(Value(a) * Value(b), r);
            FieldElement.Sqr(r, a);
            Is(Value(a) * Value(a), r);
        }
    }

    [TestMethod]
    public void DoublingAndAdditionOnExtremeLimbs()
    {
        // The formulas are polynomials: they hold for any coordinates, on the curve or not, also at the ends of the ranges of limbs.
        Random random = new(12);
        for (int i = 0; i < s_rounds; i++)
        {
            JacobianPoint p = new();
            foreach (FieldElement coordinate in new[] { p.X, p.Y, p.Z })
            {
                FieldElement.Copy(coordinate, i % 4 == 0 ? Product(random, true) : Product(random, false));
            }

            FieldElement x = i % 3 == 0 ? Filled(1) : Product(random, false);
            FieldElement y = i % 3 == 0 ? Filled(i % 2 == 0 ? 1 : -1) : Product(random, false);
            BigInteger x1 = Value(p.X), y1 = Value(p.Y), z1 = Value(p.Z), x2 = Value(x), y2 = Value(y);
            JacobianPoint sum = new();
            JacobianPoint.Copy(sum, p);
            PointSteps.AddAffine(sum, x, y);
            BigInteger h = x2 * z1 * z1 - x1;
            BigInteger rr = y2 * z1 * z1 * z1 - y1;
            BigInteger x3 = rr * rr - h * h * h - 2 * x1 * h * h;
            Is(x3, sum.X);
            Is(rr * (x1 * h * h - x3) - y1 * h * h * h, sum.Y);
            Is(z1 * h, sum.Z);

            PointSteps.Double(p, 1);
            BigInteger e = 3 * x1 * x1;
            BigInteger s = 4 * x1 * y1 * y1;
            BigInteger xd = e * e - 2 * s;
            Is(xd, p.X);
            Is(e * (s - xd) - 8 * BigInteger.Pow(y1, 4), p.Y);
            Is(2 * y1 * z1, p.Z);
        }
    }

    [TestMethod]
    public void InversesAndRoots()
    {
        Random random = new(13);
        DivisionSteps steps = new();
        FieldPower power = new();
        FieldElement r = new();
        Scalar inverse = new();
        for (int i = 0; i < s_rounds; i++)
        {
            FieldElement a = Lazy(random, 1);
            BigInteger value = Mod(Value(a), s_p);
            steps.Field(r, a);
            Assert.AreEqual(value.IsZero ? 0 : 1, (int)Mod(Value(r) * value, s_p), i.ToString());

            Scalar k = Number(random);
            steps.Scalar(inverse, k);
            Assert.AreEqual(Value(k).IsZero ? 0 : 1, (int)Mod(Value(inverse) * Value(k), s_n), i.ToString());

            FieldElement root = new();
            FieldElement.Sqr(r, a);
            power.Root(root, r);
            Assert.AreEqual(Mod(value * value, s_p), Mod(Value(root) * Value(root), s_p), i.ToString());
        }

        foreach (int special in new[] { 0, 1, 2, -1, -2 })
        {
            FieldElement a = new();
            FieldElement.SetSmall(a, special);
            steps.Field(r, a);
            Assert.AreEqual(special == 0 ? 0 : 1, (int)Mod(Value(r) * special, s_p));
        }
    }

    [TestMethod]
    public void NormalForms()
    {
        Random random = new(14);
        for (int i = 0; i < s_rounds; i++)
        {
            FieldElement a = Lazy(random, random.Next(1, 1000));
            BigInteger expected = Mod(Value(a), s_p);
            a.Normalize();
            byte[] bytes = new byte[32];
            a.ToBytes(bytes, 0);
            Assert.AreEqual(expected, new BigInteger(bytes, true, true));
            FieldElement again = new();
            Assert.IsTrue(again.FromBytes(bytes, 0));
            Assert.IsTrue(FieldElement.Equal(a, again));
            Array.Reverse(bytes);
            again.FromWords(bytes, 0, -1);
            Is(-expected, again);
        }

        // Around p, where one representation ends and the next begins.
        for (int offset = -2000; offset <= 2000; offset++)
        {
            byte[] bytes = (s_p + offset).ToByteArray(true, true);
            FieldElement a = new();
            Assert.AreEqual(offset < 0, bytes.Length == 32 && a.FromBytes(bytes, 0));
            Is(s_p + offset, a);
        }
    }

    [TestMethod]
    public void SplitScalarsAreShortAndBelongTogether()
    {
        Random random = new(15);
        BigInteger lambda = Value(CurveConstants.Lambda);
        Assert.IsTrue(BigInteger.ModPow(lambda, 3, s_n).IsOne);
        Assert.IsTrue(BigInteger.ModPow(Value(CurveConstants.Beta), 3, s_p).IsOne);
        for (int i = 0; i < s_rounds; i++)
        {
            Scalar k = Number(random);
            Scalar first = new();
            Scalar second = new();
            Scalar.Split(first, second, k, new Scalar());
            Assert.AreEqual(Value(k), Mod(Value(first) + Value(second) * lambda, s_n));
            Assert.IsTrue(Signed(first).GetBitLength() <= 128 && Signed(second).GetBitLength() <= 128);
            Scalar half = new();
            Scalar.Half(half, k);
            Assert.AreEqual(Value(k), Mod(2 * Value(half), s_n));
            Assert.AreEqual(Value(k) > s_n / 2 ? -1 : 0, k.HighMask());
        }
    }

    private static BigInteger Signed(Scalar scalar)
    {
        return Value(scalar) > s_n / 2 ? s_n - Value(scalar) : Value(scalar);
    }

    /// <summary>A random element whose limbs reach to ±magnitude · 2^29.</summary>
    private static FieldElement Lazy(Random random, int magnitude)
    {
        long Limb(int bits) => random.Next(8) switch
        {
            0 => magnitude * ((1L << bits) - 1),
            1 => -magnitude * ((1L << bits) - 1),
            2 => 0,
            _ => random.NextInt64(-magnitude * ((1L << bits) - 1), magnitude * ((1L << bits) - 1)),
        };
        return new FieldElement
        {
            n0 = Limb(29), n1 = Limb(29), n2 = Limb(29), n3 = Limb(29), n4 = Limb(29), n5 = Limb(29), n6 = Limb(29), n7 = Limb(29), n8 = Limb(24),
        };
    }

    /// <summary>An element as a product leaves it: no limb is negative; all of them the largest, or random.</summary>
    private static FieldElement Product(Random random, bool largest)
    {
        long Limb(int bits) => largest ? (1L << bits) - 1 : random.NextInt64(1L << bits);
        return new FieldElement
        {
            n0 = Limb(29), n1 = Limb(29), n2 = Limb(29), n3 = Limb(29), n4 = Limb(29), n5 = Limb(29), n6 = Limb(29), n7 = Limb(29), n8 = Limb(24),
        };
    }

    private static FieldElement Filled(long factor)
    {
        long limb = factor * ((1L << 29) - 1);
        return new FieldElement { n0 = limb, n1 = limb, n2 = limb, n3 = limb, n4 = limb, n5 = limb, n6 = limb, n7 = limb, n8 = factor * 0xffffff };
    }

    private static Scalar Number(Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        if (random.Next(8) == 0)
        {
            Array.Clear(bytes, 0, random.Next(33));
        }

        Scalar scalar = new();
        scalar.FromBytes(bytes, 0);
        return scalar;
    }

    private static BigInteger Value(FieldElement a)
    {
        long[] limbs = [a.n8, a.n7, a.n6, a.n5, a.n4, a.n3, a.n2, a.n1, a.n0];
        return limbs.Aggregate(BigInteger.Zero, (sum, limb) => (sum << 29) + limb);
    }

    private static BigInteger Value(Scalar a)
    {
        long[] limbs = [a.n8, a.n7, a.n6, a.n5, a.n4, a.n3, a.n2, a.n1, a.n0];
        return limbs.Aggregate(BigInteger.Zero, (sum, limb) => (sum << 29) + limb);
    }

    private static BigInteger Mod(BigInteger value, BigInteger modulus)
    {
        return (value % modulus + modulus) % modulus;
    }

    /// <summary>The element is this number modulo p.</summary>
    private static void Is(BigInteger expected, FieldElement actual)
    {
        Assert.AreEqual(Mod(expected, s_p), Mod(Value(actual), s_p));
    }
}
