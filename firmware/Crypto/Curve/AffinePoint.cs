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

    /// <summary>33 bytes: 02 or 03 by the parity of y, then x. Of normalized coordinates.</summary>
    public byte[] ToCompressed()
    {
        byte[] bytes = new byte[33];
        bytes[0] = (byte)(2 | (int)(Y.n0 & 1));
        X.ToBytes(bytes, 1);
        return bytes;
    }

    /// <summary>32 bytes of x, normalized.</summary>
    public byte[] ToXOnly()
    {
        byte[] bytes = new byte[32];
        X.ToBytes(bytes, 0);
        return bytes;
    }
}
