using System;
using Holdfast.Bytes;

namespace Holdfast.Crypto;

/// <summary>Secrets made of secrets, modulo n. Everything is computed twice and compared: one wrong bit gives a fault and no wrong key.</summary>
public partial class Secp256k1
{
    /// <summary>a + b modulo n; zero is malformed.</summary>
    public byte[] AddSecrets(byte[] a, byte[] b)
    {
        return Agreed(Combine(a, b, false), Combine(b, a, false));
    }

    /// <summary>a · b modulo n; zero is malformed.</summary>
    public byte[] MultiplySecrets(byte[] a, byte[] b)
    {
        return Agreed(Combine(a, b, true), Combine(b, a, true));
    }

    /// <summary>n − a; zero is malformed.</summary>
    public byte[] NegateSecret(byte[] a)
    {
        Scalar scalar = ParseScalar(a);
        Scalar.NegateIf(scalar, scalar, -1);
        return TakeSecret(scalar);
    }

    private static byte[] Combine(byte[] a, byte[] b, bool isProduct)
    {
        Scalar left = ParseScalar(a);
        Scalar right = ParseScalar(b);
        if (isProduct)
        {
            Scalar.Mul(left, left, right);
        }
        else
        {
            Scalar.Add(left, left, right);
        }

        right.Wipe();
        return TakeSecret(left);
    }

    /// <summary>The result of two computations, a fault when they differ.</summary>
    private static byte[] Agreed(byte[] result, byte[] again)
    {
        bool same = Check.SameSecret(result, again);
        Array.Clear(again, 0, again.Length);
        Check.That(same, "two computations of a secret agree");
        return result;
    }

    /// <summary>The bytes of a scalar that must not be zero; wipes the scalar.</summary>
    private static byte[] TakeSecret(Scalar scalar)
    {
        if (scalar.IsZero())
        {
            throw new MalformedException("the result is the scalar zero");
        }

        byte[] bytes = new byte[32];
        scalar.ToBytes(bytes, 0);
        scalar.Wipe();
        return bytes;
    }
}
