namespace Holdfast.Crypto;

/// <summary>32 big-endian bytes to limbs and back, comparisons.</summary>
internal sealed partial class Scalar
{
    /// <summary>Reads 32 big-endian bytes; false (and the value modulo n) when they are not below n.</summary>
    public bool FromBytes(byte[] b, int at)
    {
        Decode(b, at);
        return Reduce() == 0;
    }

    /// <summary>Reads a secret key or nonce: true when 0 &lt; value &lt; n.</summary>
    public bool FromSecret(byte[] b, int at)
    {
        return FromBytes(b, at) && !IsZero();
    }

    public bool IsZero()
    {
        return (n0 | n1 | n2 | n3 | n4 | n5 | n6 | n7 | n8) == 0;
    }

    private void Decode(byte[] b, int at)
    {
        n0 = (long)b[at + 31] | ((long)b[at + 30] << 8) | ((long)b[at + 29] << 16) | (((long)b[at + 28] & 31) << 24);
        n1 = ((long)b[at + 28] >> 5) | ((long)b[at + 27] << 3) | ((long)b[at + 26] << 11) | ((long)b[at + 25] << 19) | (((long)b[at + 24] & 3) << 27);
        n2 = ((long)b[at + 24] >> 2) | ((long)b[at + 23] << 6) | ((long)b[at + 22] << 14) | (((long)b[at + 21] & 127) << 22);
        n3 = ((long)b[at + 21] >> 7) | ((long)b[at + 20] << 1) | ((long)b[at + 19] << 9) | ((long)b[at + 18] << 17) | (((long)b[at + 17] & 15) << 25);
        n4 = ((long)b[at + 17] >> 4) | ((long)b[at + 16] << 4) | ((long)b[at + 15] << 12) | ((long)b[at + 14] << 20) | (((long)b[at + 13] & 1) << 28);
        n5 = ((long)b[at + 13] >> 1) | ((long)b[at + 12] << 7) | ((long)b[at + 11] << 15) | (((long)b[at + 10] & 63) << 23);
        n6 = ((long)b[at + 10] >> 6) | ((long)b[at + 9] << 2) | ((long)b[at + 8] << 10) | ((long)b[at + 7] << 18) | (((long)b[at + 6] & 7) << 26);
        n7 = ((long)b[at + 6] >> 3) | ((long)b[at + 5] << 5) | ((long)b[at + 4] << 13) | ((long)b[at + 3] << 21);
        n8 = (long)b[at + 2] | ((long)b[at + 1] << 8) | ((long)b[at] << 16);
    }

    /// <summary>Writes 32 big-endian bytes.</summary>
    public void ToBytes(byte[] b, int at)
    {
        b[at + 31] = (byte)(n0);
        b[at + 30] = (byte)(n0 >> 8);
        b[at + 29] = (byte)(n0 >> 16);
        b[at + 28] = (byte)((n0 >> 24) | (n1 << 5));
        b[at + 27] = (byte)(n1 >> 3);
        b[at + 26] = (byte)(n1 >> 11);
        b[at + 25] = (byte)(n1 >> 19);
        b[at + 24] = (byte)((n1 >> 27) | (n2 << 2));
        b[at + 23] = (byte)(n2 >> 6);
        b[at + 22] = (byte)(n2 >> 14);
        b[at + 21] = (byte)((n2 >> 22) | (n3 << 7));
        b[at + 20] = (byte)(n3 >> 1);
        b[at + 19] = (byte)(n3 >> 9);
        b[at + 18] = (byte)(n3 >> 17);
        b[at + 17] = (byte)((n3 >> 25) | (n4 << 4));
        b[at + 16] = (byte)(n4 >> 4);
        b[at + 15] = (byte)(n4 >> 12);
        b[at + 14] = (byte)(n4 >> 20);
        b[at + 13] = (byte)((n4 >> 28) | (n5 << 1));
        b[at + 12] = (byte)(n5 >> 7);
        b[at + 11] = (byte)(n5 >> 15);
        b[at + 10] = (byte)((n5 >> 23) | (n6 << 6));
        b[at + 9] = (byte)(n6 >> 2);
        b[at + 8] = (byte)(n6 >> 10);
        b[at + 7] = (byte)(n6 >> 18);
        b[at + 6] = (byte)((n6 >> 26) | (n7 << 3));
        b[at + 5] = (byte)(n7 >> 5);
        b[at + 4] = (byte)(n7 >> 13);
        b[at + 3] = (byte)(n7 >> 21);
        b[at + 2] = (byte)(n8);
        b[at + 1] = (byte)(n8 >> 8);
        b[at] = (byte)(n8 >> 16);
    }

    /// <summary>Bits 0 … 63.</summary>
    public ulong LowWord()
    {
        return (ulong)(n0 | (n1 << 29) | (n2 << 58));
    }

    /// <summary>Bits 64 … 127.</summary>
    public ulong HighWord()
    {
        return (ulong)((n2 >> 6) | (n3 << 23) | (n4 << 52));
    }
}
