namespace Holdfast.Crypto;

/// <summary>
/// Additions on the curve with scratch of its own, so that none of them allocates. Results may be the same object as arguments.
/// </summary>
internal sealed class Group
{
    private readonly FieldElement _a = new FieldElement();
    private readonly FieldElement _b = new FieldElement();
    private readonly FieldElement _c = new FieldElement();
    private readonly FieldElement _d = new FieldElement();
    private readonly FieldElement _e = new FieldElement();
    private readonly FieldElement _f = new FieldElement();
    private readonly FieldElement _g = new FieldElement();
    private readonly FieldElement _h = new FieldElement();

    /// <summary>r = 2 a. Infinity gives infinity (Z stays 0); there is no point of order two.</summary>
    public void Double(JacobianPoint r, JacobianPoint a)
    {
        // S = Y², T = X S, E = 3 X²: X' = E² − 8 T, Y' = E (4 T − X') − 8 S², Z' = 2 Y Z
        FieldElement s = _a;
        FieldElement t = _b;
        FieldElement e = _c;
        FieldElement u = _d;
        FieldElement.Mul(r.Z, a.Y, a.Z);
        FieldElement.Scale(r.Z, r.Z, 2);
        FieldElement.Reduce(r.Z, r.Z);
        FieldElement.Sqr(s, a.Y);
        FieldElement.Mul(t, a.X, s);
        FieldElement.Scale(t, t, 4);
        FieldElement.Reduce(t, t);
        FieldElement.Sqr(e, a.X);
        FieldElement.Scale(e, e, 3);
        FieldElement.Reduce(e, e);
        FieldElement.Sqr(u, e);
        FieldElement.Sub(u, u, t);
        FieldElement.Sub(u, u, t);
        FieldElement.Reduce(r.X, u);
        FieldElement.Sub(u, t, r.X);
        FieldElement.Mul(u, u, e);
        FieldElement.Sqr(s, s);
        FieldElement.Scale(s, s, 8);
        FieldElement.Sub(u, u, s);
        FieldElement.Reduce(r.Y, u);
    }

    /// <summary>r = a + b for any two points, also equal, opposite or at infinity. Branches: for public points.</summary>
    public void Add(JacobianPoint r, JacobianPoint a, JacobianPoint b)
    {
        if (a.IsInfinity())
        {
            JacobianPoint.Copy(r, b);
            return;
        }

        if (b.IsInfinity())
        {
            JacobianPoint.Copy(r, a);
            return;
        }

        // U1 = X1 Z2², U2 = X2 Z1², S1 = Y1 Z2³, S2 = Y2 Z1³, H = U2 − U1, R = S2 − S1
        FieldElement zz1 = _a;
        FieldElement zz2 = _b;
        FieldElement u1 = _c;
        FieldElement h = _d;
        FieldElement s1 = _e;
        FieldElement rr = _f;
        FieldElement hh = _g;
        FieldElement t = _h;
        FieldElement.Sqr(zz1, a.Z);
        FieldElement.Sqr(zz2, b.Z);
        FieldElement.Mul(u1, a.X, zz2);
        FieldElement.Mul(h, b.X, zz1);
        FieldElement.Sub(h, h, u1);
        FieldElement.Mul(s1, a.Y, zz2);
        FieldElement.Mul(s1, s1, b.Z);
        FieldElement.Mul(rr, b.Y, zz1);
        FieldElement.Mul(rr, rr, a.Z);
        FieldElement.Sub(rr, rr, s1);
        FieldElement.Reduce(h, h);
        FieldElement.Reduce(rr, rr);
        h.Normalize();
        if (h.IsZero())
        {
            rr.Normalize();
            if (rr.IsZero())
            {
                Double(r, a);
            }
            else
            {
                r.SetInfinity();
            }

            return;
        }

        // X3 = R² − H³ − 2 U1 H², Y3 = R (U1 H² − X3) − S1 H³, Z3 = Z1 Z2 H
        FieldElement.Sqr(hh, h);
        FieldElement.Mul(u1, u1, hh);
        FieldElement.Mul(hh, hh, h);
        FieldElement.Mul(t, a.Z, b.Z);
        FieldElement.Mul(r.Z, t, h);
        FieldElement.Sqr(t, rr);
        FieldElement.Sub(t, t, hh);
        FieldElement.Sub(t, t, u1);
        FieldElement.Sub(t, t, u1);
        FieldElement.Reduce(r.X, t);
        FieldElement.Sub(t, u1, r.X);
        FieldElement.Mul(t, t, rr);
        FieldElement.Mul(hh, hh, s1);
        FieldElement.Sub(t, t, hh);
        FieldElement.Reduce(r.Y, t);
    }

    /// <summary>The affine form of a point that is not infinity.</summary>
    public void ToAffine(AffinePoint r, JacobianPoint a)
    {
        FieldInverse.Inverse(_a, a.Z);
        FieldElement.Sqr(_b, _a);
        FieldElement.Mul(r.X, a.X, _b);
        FieldElement.Mul(_b, _b, _a);
        FieldElement.Mul(r.Y, a.Y, _b);
        r.X.Normalize();
        r.Y.Normalize();
    }
}
