namespace Holdfast.Crypto;

/// <summary>Square roots in the field, by the power (p + 1) / 4. For public values: coordinates of points. Owns scratch space.</summary>
internal sealed class FieldPower
{
    private readonly FieldElement _x2 = new FieldElement();
    private readonly FieldElement _x3 = new FieldElement();
    private readonly FieldElement _x22 = new FieldElement();
    private readonly FieldElement _x44 = new FieldElement();
    private readonly FieldElement _x88 = new FieldElement();
    private readonly FieldElement _t = new FieldElement();

    /// <summary>r = a root of a if there is one: the caller squares and compares. Wants magnitude 1; r and a are different objects.</summary>
    public void Root(FieldElement r, FieldElement a)
    {
        // xN is a^(2^N − 1). (p + 1) / 4 in binary: 223 ones, 0, 22 ones, 0000, 11, 00.
        Step(_x2, a, 1, a);
        Step(_x3, _x2, 1, a);
        Step(_t, _x3, 3, _x3);
        Step(_t, _t, 3, _x3);
        Step(_x44, _t, 2, _x2);
        Step(_x22, _x44, 11, _x44);
        Step(_x44, _x22, 22, _x22);
        Step(_x88, _x44, 44, _x44);
        Step(_t, _x88, 88, _x88);
        Step(_t, _t, 44, _x44);
        Step(_t, _t, 3, _x3);
        Step(_t, _t, 23, _x22);
        Step(_t, _t, 6, _x2);
        FieldElement.SqrTimes(r, _t, 2);
    }

    /// <summary>r = a^(2^squares) · b; r may be a but not b.</summary>
    private static void Step(FieldElement r, FieldElement a, int squares, FieldElement b)
    {
        FieldElement.SqrTimes(r, a, squares);
        FieldElement.Mul(r, r, b);
    }
}
