namespace Holdfast.Crypto;

/// <summary>Inverse and square root, by powers: a^(p−2) and a^((p+1)/4) share the chain that builds a^(2^223 − 1).</summary>
internal static class FieldInverse
{
    /// <summary>r = 1/a, and 0 for 0. Wants magnitude 1. Fixed sequence of operations.</summary>
    public static void Inverse(FieldElement r, FieldElement a)
    {
        FieldElement x2 = new FieldElement();
        FieldElement x3 = new FieldElement();
        FieldElement x22 = new FieldElement();
        FieldElement t = Power223(a, x2, x3, x22);
        FieldElement aa = new FieldElement();
        FieldElement.Copy(aa, a);

        // p − 2 in binary: 223 ones, 0, 22 ones, 0000, 1, 0, 11, 0, 1
        Squares(t, 23);
        FieldElement.Mul(t, t, x22);
        Squares(t, 5);
        FieldElement.Mul(t, t, aa);
        Squares(t, 3);
        FieldElement.Mul(t, t, x2);
        Squares(t, 2);
        FieldElement.Mul(r, t, aa);
    }

    /// <summary>r = a root of a if there is one: the caller squares and compares. Wants magnitude 1. For public values.</summary>
    public static void Root(FieldElement r, FieldElement a)
    {
        FieldElement x2 = new FieldElement();
        FieldElement x3 = new FieldElement();
        FieldElement x22 = new FieldElement();
        FieldElement t = Power223(a, x2, x3, x22);

        // (p + 1) / 4 in binary: 223 ones, 0, 22 ones, 0000, 11, 00
        Squares(t, 23);
        FieldElement.Mul(t, t, x22);
        Squares(t, 6);
        FieldElement.Mul(t, t, x2);
        Squares(t, 2);
        FieldElement.Copy(r, t);
    }

    private static FieldElement Power223(FieldElement a, FieldElement x2, FieldElement x3, FieldElement x22)
    {
        FieldElement t = new FieldElement();
        FieldElement x11 = new FieldElement();
        FieldElement x44 = new FieldElement();
        FieldElement x88 = new FieldElement();
        Step(x2, a, 1, a);
        Step(x3, x2, 1, a);
        Step(t, x3, 3, x3);
        Step(t, t, 3, x3);
        Step(x11, t, 2, x2);
        Step(x22, x11, 11, x11);
        Step(x44, x22, 22, x22);
        Step(x88, x44, 44, x44);
        Step(t, x88, 88, x88);
        Step(t, t, 44, x44);
        Step(t, t, 3, x3);
        return t;
    }

    /// <summary>r = a^(2^squares) · b</summary>
    private static void Step(FieldElement r, FieldElement a, int squares, FieldElement b)
    {
        FieldElement t = new FieldElement();
        FieldElement.Copy(t, a);
        Squares(t, squares);
        FieldElement.Mul(r, t, b);
    }

    private static void Squares(FieldElement r, int count)
    {
        for (int i = 0; i < count; i++)
        {
            FieldElement.Sqr(r, r);
        }
    }
}
