namespace Holdfast.Crypto;

/// <summary>Inverse modulo n by the power n − 2. Fixed sequence of operations.</summary>
internal static class ScalarInverse
{
    public static void Inverse(Scalar r, Scalar a)
    {
        byte[] exponent =
        {
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
            0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x3f,
        };
        Scalar t = new Scalar();
        Scalar.Copy(t, a);
        for (int i = 1; i < 256; i++)
        {
            Scalar.Mul(t, t, t);
            if ((exponent[i >> 3] & (0x80 >> (i & 7))) != 0)
            {
                Scalar.Mul(t, t, a);
            }
        }

        Scalar.Copy(r, t);
        t.Wipe();
    }
}
