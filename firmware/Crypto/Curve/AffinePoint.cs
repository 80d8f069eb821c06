using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>A point of the curve y² = x³ + 7 by its two coordinates; never the point at infinity.</summary>
internal sealed class AffinePoint
{
    public readonly FieldElement X = new FieldElement();
    public readonly FieldElement Y = new FieldElement();

    public static void Copy(AffinePoint r, AffinePoint a)
    {
        FieldElement.Copy(r.X, a.X);
        FieldElement.Copy(r.Y, a.Y);
    }

    public void SetGenerator()
    {
        FieldElement.Copy(X, CurveConstants.GeneratorX);
        FieldElement.Copy(Y, CurveConstants.GeneratorY);
    }

    /// <summary>Reads a 33-byte compressed point; false when the bytes are not one, or not on the curve. For public points.</summary>
    public bool FromCompressed(byte[] point)
    {
        return point.Length == 33 && (point[0] == 2 || point[0] == 3) && FromX(point, 1, point[0] == 3);
    }

    /// <summary>Finds the point with this x and the given parity of y; false when there is none. For public points.</summary>
    public bool FromX(byte[] bytes, int at, bool odd)
    {
        if (!X.FromBytes(bytes, at))
        {
            return false;
        }

        return LiftX(odd);
    }

    /// <summary>Fills in y for the x that is there (normalized).</summary>
    public bool LiftX(bool odd)
    {
        FieldElement square = new FieldElement();
        FieldElement check = new FieldElement();
        FieldElement.Sqr(square, X);
        FieldElement.Mul(square, square, X);
        square.n0 += 7;
        FieldInverse.Root(Y, square);
        FieldElement.Sqr(check, Y);
        check.Normalize();
        square.Normalize();
        if (!FieldElement.Equal(check, square))
        {
            return false;
        }

        Y.Normalize();
        FieldElement.NegateIf(Y, Y, Y.IsOdd() == odd ? 0L : -1L);
        Y.Normalize();
        return true;
    }

    /// <summary>33 bytes; normalizes the coordinates.</summary>
    public byte[] ToCompressed()
    {
        byte[] bytes = new byte[33];
        X.Normalize();
        Y.Normalize();
        bytes[0] = (byte)(2 | (int)(Y.n0 & 1));
        X.ToBytes(bytes, 1);
        return bytes;
    }
}
