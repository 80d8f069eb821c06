namespace Holdfast.Crypto;

/// <summary>A point of the curve y² = x³ + 7 as (X : Y : Z), x = X/Z², y = Y/Z³. Coordinates have magnitude 1. The point at infinity has Z = 0.</summary>
internal sealed class JacobianPoint
{
    public readonly FieldElement X = new FieldElement();
    public readonly FieldElement Y = new FieldElement();
    public readonly FieldElement Z = new FieldElement();

    /// <summary>What was done since <see cref="SetAffine"/>: 1 for a doubling, 1,000 for an addition. Shows a step that was left out.</summary>
    public int Steps;

    public static void Copy(JacobianPoint r, JacobianPoint a)
    {
        FieldElement.Copy(r.X, a.X);
        FieldElement.Copy(r.Y, a.Y);
        FieldElement.Copy(r.Z, a.Z);
    }

    public void SetAffine(FieldElement x, FieldElement y)
    {
        FieldElement.Copy(X, x);
        FieldElement.Copy(Y, y);
        FieldElement.SetSmall(Z, 1);
        Steps = 0;
    }

    /// <summary>True when both are the same point, and not the one at infinity. Overwrites their coordinates.</summary>
    public static bool AreSame(JacobianPoint a, JacobianPoint b)
    {
        // Xa Zb² = Xb Za², Ya Zb³ = Yb Za³
        if (a.IsInfinity() || b.IsInfinity())
        {
            return false;
        }

        FieldElement square = new FieldElement();
        FieldElement.Sqr(square, b.Z);
        FieldElement.Mul(a.X, a.X, square);
        FieldElement.Mul(square, square, b.Z);
        FieldElement.Mul(a.Y, a.Y, square);
        FieldElement.Sqr(square, a.Z);
        FieldElement.Mul(b.X, b.X, square);
        FieldElement.Mul(square, square, a.Z);
        FieldElement.Mul(b.Y, b.Y, square);
        FieldElement.Sub(a.X, a.X, b.X);
        FieldElement.Sub(a.Y, a.Y, b.Y);
        a.X.Normalize();
        a.Y.Normalize();
        return a.X.IsZero() && a.Y.IsZero();
    }

    public void SetInfinity()
    {
        FieldElement.SetSmall(X, 1);
        FieldElement.SetSmall(Y, 1);
        FieldElement.SetSmall(Z, 0);
    }

    /// <summary>Normalizes Z to find out.</summary>
    public bool IsInfinity()
    {
        Z.Normalize();
        return Z.IsZero();
    }

    /// <summary>Overwrites the coordinates: how a secret multiple came about shows in its Z.</summary>
    public void Wipe()
    {
        SetInfinity();
    }
}
