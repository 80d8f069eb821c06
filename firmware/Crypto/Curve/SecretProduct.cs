using System;
using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>
/// Products of any point with a secret scalar: ECDH. Always the same operations in the same order, and every table lookup reads the whole
/// table: nothing that the chip does, not even an address, depends on the scalar. The first point gets a random Z, so that no coordinate on the
/// way can be foretold by somebody who knows the point and guesses digits.
/// <para>
/// v = (k − 1 − λ) / 2 is split into v1 + v2 λ; the 132 bits of v1 + 2^131 and of v2 + 2^131, read as digits +1 and −1, weigh the two halves
/// of k. Four bits are one odd digit between −15 and 15, which takes one of the eight odd multiples: 33 · 4 doublings, 66 additions.
/// </para>
/// <para>
/// What was done is proven afterwards, because a second product would double the cost of ECDH: <see cref="RequireDone"/> counts the steps and puts
/// the scalar together again from the digits that were used. A used entry is spoilt, so that one that is not replaced leads off the curve, and so
/// does every wrong coordinate, which the caller looks at.
/// </para>
/// </summary>
internal sealed class SecretProduct
{
    private const int Windows = 33;

    // 32 times four doublings, and 65 additions to the first entry.
    private const int Steps = 32 * 4 + 65 * 1000;

    private readonly Scalar _first = new Scalar();
    private readonly Scalar _second = new Scalar();
    private readonly Scalar _scratch = new Scalar();
    private readonly long[] _firstLimbs = new long[10];
    private readonly long[] _secondLimbs = new long[10];
    private readonly long[] _firstUsed = new long[10];
    private readonly long[] _secondUsed = new long[10];
    private readonly FieldElement _x = new FieldElement();
    private readonly FieldElement _y = new FieldElement();

    /// <summary>
    /// r = scalar · P, begun with the coordinates that belong to <paramref name="z"/>; Z = 0 when an exceptional addition met the scalar (see
    /// <see cref="Group"/>).
    /// </summary>
    public void Run(Group group, JacobianPoint r, OddMultiples multiples, Scalar scalar, FieldElement z)
    {
        Room.Make(Room.CurveBytes);
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
            Array.Clear(_firstUsed, 0, 10);
            Array.Clear(_secondUsed, 0, 10);
            for (int window = Windows - 1; window >= 0; window--)
            {
                Select(multiples.Points, _firstLimbs, _firstUsed, 4 * window);
                if (window == Windows - 1)
                {
                    r.SetAffine(_x, _y);
                    group.Rescale(r, z);
                    FieldElement.Copy(r.Z, z);
                }
                else
                {
                    PointSteps.Double(r, 4);
                    PointSteps.AddAffine(r, _x, _y);
                }

                _x.n8 ^= 1;
                Select(multiples.LambdaPoints, _secondLimbs, _secondUsed, 4 * window);
                PointSteps.AddAffine(r, _x, _y);
                _x.n8 ^= 1;
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

    /// <summary>A fault unless the last <see cref="Run"/> into r took every step, with the digits of this scalar. Forgets them.</summary>
    public void RequireDone(JacobianPoint r, Scalar scalar)
    {
        // k − (1 + λ) = 2 (v1 + v2 λ), with λ v2 = (1 + λ) v2 − v2.
        _first.FromLimbs(_firstUsed);
        _second.FromLimbs(_secondUsed);
        Array.Clear(_firstUsed, 0, 10);
        Array.Clear(_secondUsed, 0, 10);
        Scalar.NegateIf(_scratch, CurveConstants.TwoTo131, -1);
        Scalar.Add(_first, _first, _scratch);
        Scalar.Add(_second, _second, _scratch);
        Scalar.Mul(_scratch, _second, CurveConstants.MinusOneMinusLambda);
        Scalar.Add(_scratch, _scratch, _second);
        Scalar.NegateIf(_scratch, _scratch, -1);
        Scalar.Add(_scratch, _scratch, _first);
        Scalar.Add(_scratch, _scratch, _scratch);
        Scalar.Add(_first, scalar, CurveConstants.MinusOneMinusLambda);
        bool same = Scalar.Equal(_first, _scratch);
        _first.Wipe();
        _second.Wipe();
        _scratch.Wipe();
        Check.That(same && r.Steps == Steps, "a product took every step with the digits of its scalar");
    }

    /// <summary>
    /// (x, y) = the multiple that the digit of four bits at this place names, with its sign; reads all of them. Notes the digit that was used.
    /// </summary>
    private void Select(FieldElement[] table, long[] limbs, long[] used, int at)
    {
        // Below 8 the digit is negative: −(2j + 1) with j the complement of its low bits.
        int digit = Scalar.Bits(limbs, at, 4);
        int minus = (digit >> 3) - 1;
        int index = (digit ^ minus) & 7;
        FieldElement.SelectPacked(_x, _y, table, index, minus);
        long taken = 8 + (index ^ minus);
        int limb = at / 29;
        int shift = at - limb * 29;
        used[limb] |= (taken << shift) & 0x1fffffff;
        used[limb + 1] |= taken >> (29 - shift);
    }
}
