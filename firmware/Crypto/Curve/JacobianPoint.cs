namespace Holdfast.Crypto;

/// <summary>A point of the curve y² = x³ + 7 as (X : Y : Z), x = X/Z², y = Y/Z³. Coordinates have magnitude 1. The point at infinity has Z = 0.</summary>
internal sealed class JacobianPoint
{
    public readonly FieldElement X = new FieldElement();
    public readonly FieldElement Y = new FieldElement();
    public readonly FieldElement Z = new FieldElement();

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

    public void Wipe()
    {
        SetInfinity();
    }
}
