using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>
/// The curve's group beyond the two steps of <see cref="PointSteps"/>: affine forms, square roots, and the way out of exceptional cases.
/// Nothing here allocates but <see cref="SlowProduct"/>; owns scratch space.
/// <para>
/// <see cref="PointSteps.AddAffine"/> is exact unless the two points are equal or opposite. Then it leaves Z = 0, and every later doubling and
/// addition keeps it: so one look at Z after a long product tells whether an exception (or infinity) happened on the way. Blinding makes that
/// as unlikely as guessing a key; who nevertheless meets it starts again with <see cref="SlowProduct"/>, which treats every case.
/// </para>
/// </summary>
internal sealed class Group
{
    public readonly DivisionSteps Inverse = new DivisionSteps();
    private readonly FieldPower _power = new FieldPower();
    private readonly FieldElement _a = new FieldElement();
    private readonly FieldElement _b = new FieldElement();
    private readonly FieldElement _c = new FieldElement();

    /// <summary>p = (X z² : Y z³ : Z): the point with these coordinates on the isomorphic curve y² = x³ + 7 z⁶.</summary>
    public void Rescale(JacobianPoint p, FieldElement z)
    {
        FieldElement.Sqr(_a, z);
        FieldElement.Mul(p.X, p.X, _a);
        FieldElement.Mul(_a, _a, z);
        FieldElement.Mul(p.Y, p.Y, _a);
    }

    /// <summary>p = p + (x, y) for any points. Branches: not for secrets.</summary>
    public void AddAny(JacobianPoint p, AffinePoint q)
    {
        if (p.IsInfinity())
        {
            p.SetAffine(q.X, q.Y);
            return;
        }

        // H = x Z² − X and R = y Z³ − Y tell the cases apart.
        FieldElement.Sqr(_a, p.Z);
        FieldElement.Mul(_b, _a, p.Z);
        FieldElement.Mul(_a, _a, q.X);
        FieldElement.Mul(_b, _b, q.Y);
        FieldElement.Sub(_a, _a, p.X);
        FieldElement.Sub(_b, _b, p.Y);
        _a.Normalize();
        _b.Normalize();
        if (!_a.IsZero())
        {
            PointSteps.AddAffine(p, q.X, q.Y);
        }
        else if (_b.IsZero())
        {
            PointSteps.Double(p, 1);
        }
        else
        {
            p.SetInfinity();
        }
    }

    /// <summary>sum = sum + scalar · p for any points, bit by bit. Branches: not for secrets, see above.</summary>
    public void SlowProduct(JacobianPoint sum, AffinePoint p, Scalar scalar)
    {
        AffinePoint power = new AffinePoint();
        JacobianPoint next = new JacobianPoint();
        long[] limbs = new long[10];
        AffinePoint.Copy(power, p);
        scalar.ToLimbs(limbs);
        for (int i = 0; i < 256; i++)
        {
            if (Scalar.Bits(limbs, i, 1) != 0)
            {
                AddAny(sum, power);
            }

            next.SetAffine(power.X, power.Y);
            PointSteps.Double(next, 1);
            ToAffine(power, next);
        }
    }

    /// <summary>The affine form of a point that is not infinity, normalized.</summary>
    public void ToAffine(AffinePoint r, JacobianPoint p)
    {
        Inverse.Field(_a, p.Z);
        Scale(r, p, _a);
    }

    /// <summary>The affine forms of <paramref name="count"/> points, none of them infinity, with one inversion for all (Montgomery's trick).</summary>
    public void ToAffine(AffinePoint[] r, JacobianPoint[] p, int count)
    {
        // r[i].X keeps Z_0 … Z_i until its turn comes.
        FieldElement.Copy(r[0].X, p[0].Z);
        for (int i = 1; i < count; i++)
        {
            FieldElement.Mul(r[i].X, r[i - 1].X, p[i].Z);
        }

        Inverse.Field(_c, r[count - 1].X);
        for (int i = count - 1; i > 0; i--)
        {
            FieldElement.Mul(_a, _c, r[i - 1].X);
            FieldElement.Mul(_c, _c, p[i].Z);
            Scale(r[i], p[i], _a);
        }

        Scale(r[0], p[0], _c);
    }

    /// <summary>A fault unless the point, normalized, is on the curve: a flipped bit of a table entry or coordinate leads off it.</summary>
    public void RequireOnCurve(AffinePoint p)
    {
        FieldElement.Sqr(_a, p.X);
        FieldElement.Mul(_a, _a, p.X);
        _a.n0 += 7;
        FieldElement.Sqr(_b, p.Y);
        FieldElement.Sub(_a, _a, _b);
        _a.Normalize();
        Check.That(_a.IsZero(), "a computed point is on the curve");
    }

    /// <summary>Reads a 33-byte compressed point; false when the bytes are not one, or not on the curve.</summary>
    public bool Decompress(AffinePoint r, byte[] point)
    {
        return point.Length == 33 && (point[0] == 2 || point[0] == 3) && r.X.FromBytes(point, 1) && LiftX(r, point[0] == 3);
    }

    /// <summary>Reads 32 bytes of x; the point has an even y. False when there is none.</summary>
    public bool DecompressEven(AffinePoint r, byte[] xonly)
    {
        return xonly.Length == 32 && r.X.FromBytes(xonly, 0) && LiftX(r, false);
    }

    /// <summary>Fills in the y of the given parity for the x that is there, normalized; false when there is none.</summary>
    public bool LiftX(AffinePoint r, bool odd)
    {
        FieldElement.Sqr(_a, r.X);
        FieldElement.Mul(_a, _a, r.X);
        _a.n0 += 7;
        _power.Root(r.Y, _a);
        FieldElement.Sqr(_b, r.Y);
        _a.Normalize();
        _b.Normalize();
        if (!FieldElement.Equal(_a, _b))
        {
            return false;
        }

        r.Y.Normalize();
        if (r.Y.IsOdd() != odd)
        {
            FieldElement.NegateIf(r.Y, r.Y, -1);
            r.Y.Normalize();
        }

        return true;
    }

    /// <summary>r = p with the inverse of its Z; normalized. Leaves _c alone.</summary>
    private void Scale(AffinePoint r, JacobianPoint p, FieldElement inverse)
    {
        FieldElement.Sqr(_b, inverse);
        FieldElement.Mul(r.X, p.X, _b);
        FieldElement.Mul(_b, _b, inverse);
        FieldElement.Mul(r.Y, p.Y, _b);
        r.X.Normalize();
        r.Y.Normalize();
    }
}
