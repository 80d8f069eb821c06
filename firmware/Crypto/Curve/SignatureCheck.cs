namespace Holdfast.Crypto;

/// <summary>One ECDSA signature while it is verified (SEC 1, 4.1.4). All public.</summary>
internal sealed class SignatureCheck
{
    /// <summary>r / s: what the key is multiplied with.</summary>
    public readonly Scalar KeyFactor = new Scalar();

    /// <summary>hash / s: what the generator is multiplied with.</summary>
    public readonly Scalar GeneratorFactor = new Scalar();

    private readonly Scalar _s = new Scalar();
    private readonly FieldElement _r = new FieldElement();

    /// <summary>False unless the hash has 32 bytes, the signature 64, r and s are in 1 … n−1 and s is low.</summary>
    public bool Parse(byte[] hash, byte[] signature)
    {
        if (hash.Length != 32 || signature.Length != 64 || !KeyFactor.FromSecret(signature, 0) || !_s.FromSecret(signature, 32)
            || _s.HighMask() != 0)
        {
            return false;
        }

        GeneratorFactor.FromBytes(hash, 0);
        _r.FromBytes(signature, 0);
        return true;
    }

    /// <summary>Divides by s, with one inversion for all (Montgomery's trick).</summary>
    public static void Prepare(SignatureCheck[] checks, int count, DivisionSteps inverse)
    {
        // Each keeps the product of the s before it.
        Scalar[] before = new Scalar[count];
        Scalar all = new Scalar();
        Scalar.SetSmall(all, 1);
        for (int i = 0; i < count; i++)
        {
            before[i] = new Scalar();
            Scalar.Copy(before[i], all);
            Scalar.Mul(all, all, checks[i]._s);
        }

        inverse.Scalar(all, all);
        for (int i = count - 1; i >= 0; i--)
        {
            Scalar.Mul(before[i], before[i], all);
            Scalar.Mul(all, all, checks[i]._s);
            Scalar.Mul(checks[i].KeyFactor, checks[i].KeyFactor, before[i]);
            Scalar.Mul(checks[i].GeneratorFactor, checks[i].GeneratorFactor, before[i]);
        }
    }

    /// <summary>True when x of the sum is r modulo n.</summary>
    public bool Accepts(JacobianPoint sum)
    {
        if (sum.IsInfinity())
        {
            return false;
        }

        // Without leaving Jacobian coordinates: X = r Z², or X = (r + n) Z² where r + n is still below p.
        FieldElement.Sqr(sum.Z, sum.Z);
        sum.X.Normalize();
        if (IsRatio(sum))
        {
            return true;
        }

        return AddOrder(_r) && IsRatio(sum);
    }

    /// <summary>x + n when that is below p, for a normalized x below n; false, and x as it was, when it is not.</summary>
    public static bool AddOrder(FieldElement x)
    {
        // p − n − 1 − x, a number of 129 bits minus x, is negative exactly when the sum is too large.
        long c = 0xfc9baed - x.n0;
        c = (c >> 29) + 0x16d0b91 - x.n1;
        c = (c >> 29) + 0xdd7f110 - x.n2;
        c = (c >> 29) + 0x24632a1 - x.n3;
        c = (c >> 29) + 0x1455 - x.n4;
        if (c < 0 || (x.n5 | x.n6 | x.n7 | x.n8) != 0)
        {
            return false;
        }

        FieldElement.Add(x, x, CurveConstants.Order);
        x.Normalize();
        return true;
    }

    private bool IsRatio(JacobianPoint sum)
    {
        FieldElement.Mul(sum.Y, _r, sum.Z);
        sum.Y.Normalize();
        return FieldElement.Equal(sum.Y, sum.X);
    }
}
