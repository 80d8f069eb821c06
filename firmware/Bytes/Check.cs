namespace Holdfast.Bytes;

/// <summary>Invariants that stay on in release builds. A broken one is a <see cref="FaultException"/>: the device stops signing.</summary>
public static class Check
{
    public static void That(bool condition, string invariant)
    {
        if (!condition)
        {
            throw new FaultException(invariant);
        }
    }

    /// <summary>True when both arrays have the same length and content. Not for secrets: it leaves at the first difference.</summary>
    public static bool Same(byte[] left, byte[] right)
    {
        if (left == null || right == null || left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Compares without leaving early: for tags and secrets. Lengths are public.</summary>
    public static bool SameSecret(byte[] left, byte[] right)
    {
        if (left == null || right == null || left.Length != right.Length)
        {
            return false;
        }

        int difference = 0;
        for (int i = 0; i < left.Length; i++)
        {
            difference |= left[i] ^ right[i];
        }

        return difference == 0;
    }
}
