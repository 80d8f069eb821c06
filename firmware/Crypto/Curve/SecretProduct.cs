using System;

namespace Holdfast.Crypto;

/// <summary>
/// Products of any point with a secret scalar: ECDH. Always the same operations in the same order, and every table lookup reads the whole
/// table: nothing that the chip does, not even an address, depends on the scalar. No blinding is needed.
/// <para>
/// v = (k − 1 − λ) / 2 is split into v1 + v2 λ; the 132 bits of v1 + 2^131 and of v2 + 2^131, read as digits +1 and −1, weigh the two halves
/// of k. Four bits are one odd digit between −15 and 15, which takes one of the eight odd multiples: 33 · 4 doublings, 66 additions.
/// </para>
/// </summary>
internal sealed class SecretProduct
{
    private const int Windows = 33;

    private readonly Scalar _first = new Scalar();
    private readonly Scalar _second = new Scalar();
    private readonly Scalar _scratch = new Scalar();
    private readonly long[] _firstLimbs = new long[10];
    private readonly long[] _secondLimbs = new long[10];
    private readonly FieldElement _x = new FieldElement();
    private readonly FieldElement _y = new FieldElement();

    /// <summary>r = scalar · P; Z = 0 when an exceptional addition met the scalar (see <see cref="Group"/>).</summary>
    public void Run(JacobianPoint r, OddMultiples multiples, Scalar scalar)
    {
        try
        {
            Scalar.Add(_scratch, scalar, CurveConstants.MinusOneMinusLambda);
            Scalar.Half(_second, _scratch);
            Scalar.Copy(_first, _second);
            Scalar.Split(_first, _second, _first, _scratch);
            Scalar.Add(_first, _first, CurveConstants.TwoTo131);
            Scalar.Add(_second, _second, CurveConstants.TwoTo131);
            _first.ToLimbs(_firstLimbs);
            _second.ToLimbs(_secondLimbs);
            for (int window = Windows - 1; window >= 0; window--)
            {
                Select(_x, _y, multiples.Points, Scalar.Bits(_firstLimbs, 4 * window, 4));
                if (window == Windows - 1)
                {
                    r.SetAffine(_x, _y);
                }
                else
                {
                    PointSteps.Double(r, 4);
                    PointSteps.AddAffine(r, _x, _y);
                }

                Select(_x, _y, multiples.LambdaPoints, Scalar.Bits(_secondLimbs, 4 * window, 4));
                PointSteps.AddAffine(r, _x, _y);
            }
        }
        finally
        {
            _first.Wipe();
            _second.Wipe();
            _scratch.Wipe();
            Array.Clear(_firstLimbs, 0, 10);
            Array.Clear(_secondLimbs, 0, 10);
            FieldElement.SetSmall(_x, 0);
            FieldElement.SetSmall(_y, 0);
        }
    }

    /// <summary>(x, y) = the multiple that a digit of four bits names, with its sign; reads all of them.</summary>
    private static void Select(FieldElement x, FieldElement y, FieldElement[] table, int digit)
    {
        // Below 8 the digit is negative: −(2j + 1) with j the complement of its low bits.
        long minus = (digit >> 3) - 1;
        FieldElement.SelectPacked(x, y, table, (digit ^ (int)minus) & 7, minus);
    }
}
