using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>
/// Products of points with scalars that everybody may know: verification, tweaks of points. Splits the scalar by the endomorphism and
/// writes both halves in signed digits of at most five bits of which few are not zero (width-5 NAF). Time depends on the scalar.
/// </summary>
internal sealed class PublicProduct
{
    private const int Digits = OddMultiples.ChunkBits * OddMultiples.ChunksMax;

    private readonly Scalar _first = new Scalar();
    private readonly Scalar _second = new Scalar();
    private readonly Scalar _scratch = new Scalar();
    private readonly sbyte[] _firstDigits = new sbyte[Digits + 5];
    private readonly sbyte[] _secondDigits = new sbyte[Digits + 5];
    private readonly FieldElement _x = new FieldElement();
    private readonly FieldElement _y = new FieldElement();

    /// <summary>r = scalar · P. A scalar of zero gives infinity.</summary>
    public void Run(JacobianPoint r, OddMultiples multiples, Scalar scalar)
    {
        Room.Make(Room.CurveBytes);
        Scalar.Split(_first, _second, scalar, _scratch);
        Recode(_firstDigits, _first);
        Recode(_secondDigits, _second);
        bool empty = true;
        int doublings = 0;
        int chunks = multiples.Chunks;
        int chunkBits = Digits / chunks;
        for (int bit = chunkBits - 1; bit >= 0; bit--)
        {
            doublings++;
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                int at = chunk * chunkBits + bit;
                int digit = _firstDigits[at];
                if (digit != 0)
                {
                    int index = chunk * OddMultiples.Count + ((digit < 0 ? -digit : digit) >> 1);
                    Add(r, multiples.Points[index], digit, empty, doublings);
                    empty = false;
                    doublings = 0;
                }

                digit = _secondDigits[at];
                if (digit != 0)
                {
                    int index = chunk * OddMultiples.Count + ((digit < 0 ? -digit : digit) >> 1);
                    Add(r, multiples.LambdaPoints[index], digit, empty, doublings);
                    empty = false;
                    doublings = 0;
                }
            }
        }

        if (empty)
        {
            r.SetInfinity();
        }
        else if (doublings > 0)
        {
            PointSteps.Double(r, doublings);
        }
    }

    /// <summary>r = 2^doublings · r ± the packed point; an empty r becomes the point.</summary>
    private void Add(JacobianPoint r, FieldElement packed, int digit, bool empty, int doublings)
    {
        FieldElement.Unpack(_x, _y, packed, digit >> 31);
        if (empty)
        {
            r.SetAffine(_x, _y);
            return;
        }

        if (doublings > 0)
        {
            PointSteps.Double(r, doublings);
        }

        PointSteps.AddAffine(r, _x, _y);
    }

    /// <summary>digits[i] · 2^i add up to the half scalar, read as −n/2 … n/2; each digit is 0 or odd, between −15 and 15. Changes the half.</summary>
    private static void Recode(sbyte[] digits, Scalar half)
    {
        long minus = half.HighMask();
        Scalar.NegateIf(half, half, minus);
        int sign = minus == 0 ? 1 : -1;
        ulong low = half.LowWord();
        ulong high = half.HighWord();
        int at = 0;
        int top = 0;
        while ((low | high) != 0)
        {
            if ((low & 1) == 0)
            {
                digits[at++] = 0;
                low = (low >> 1) | (high << 63);
                high >>= 1;
                continue;
            }

            int digit = (int)(low & 31);
            low = (low >> 5) | (high << 59);
            high >>= 5;
            if (digit > 16)
            {
                digit -= 32;
                low++;
                if (low == 0)
                {
                    high++;
                }
            }

            digits[at] = (sbyte)(digit * sign);
            digits[at + 1] = 0;
            digits[at + 2] = 0;
            digits[at + 3] = 0;
            digits[at + 4] = 0;
            at += 5;
        }

        for (top = at; top < digits.Length; top++)
        {
            digits[top] = 0;
        }
    }
}
