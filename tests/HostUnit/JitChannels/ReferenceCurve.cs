using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Holdfast.HostUnit.JitChannels;

/// <summary>secp256k1 with whole numbers and the opening of a blinded hop with the ciphers of .NET: slow, short, and none of the code that is tested.</summary>
internal static class ReferenceCurve
{
    private static readonly BigInteger s_p = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;
    private static readonly BigInteger s_n = BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>What a hop reads with its own secret, and the key that it passes on; the plain text is null when the data is not for it.</summary>
    public static (byte[]? Plain, byte[] NextPathKey) Open(byte[] secret, byte[] pathKey, byte[] data)
    {
        byte[] shared = SHA256.HashData(Multiply(pathKey, secret));
        byte[] next = Multiply(pathKey, SHA256.HashData([.. pathKey, .. shared]));
        using ChaCha20Poly1305 cipher = new(HMACSHA256.HashData("rho"u8, shared));
        byte[] plain = new byte[data.Length - 16];
        try
        {
            cipher.Decrypt(new byte[12], data.AsSpan(0, plain.Length), data.AsSpan(plain.Length), plain);
            return (plain, next);
        }
        catch (CryptographicException)
        {
            return (null, next);
        }
    }

    /// <summary>number · point, compressed.</summary>
    public static byte[] Multiply(byte[] point, byte[] number)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        (BigInteger X, BigInteger Y)? power = Point(point);
        for (BigInteger rest = Number(number) % s_n; rest > 0; rest >>= 1)
        {
            sum = rest.IsEven ? sum : Add(sum, power);
            power = Add(power, power);
        }

        byte[] x = sum!.Value.X.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(sum.Value.Y.IsEven ? 2 : 3), .. new byte[32 - x.Length], .. x];
    }

    private static (BigInteger X, BigInteger Y)? Add((BigInteger X, BigInteger Y)? one, (BigInteger X, BigInteger Y)? other)
    {
        if (one is not { } a || other is not { } b)
        {
            return one ?? other;
        }

        if (a.X == b.X && (a.Y + b.Y) % s_p == 0)
        {
            return null;
        }

        BigInteger slope = a == b ? 3 * a.X * a.X * Inverse(2 * a.Y) : (b.Y - a.Y) * Inverse(b.X - a.X);
        BigInteger x = Reduced((slope * slope) - a.X - b.X);
        return (x, Reduced((slope * (a.X - x)) - a.Y));
    }

    private static (BigInteger X, BigInteger Y) Point(byte[] point)
    {
        BigInteger x = Number(point[1..]);
        BigInteger y = BigInteger.ModPow(BigInteger.ModPow(x, 3, s_p) + 7, (s_p + 1) / 4, s_p);
        return (x, y.IsEven == (point[0] == 2) ? y : s_p - y);
    }

    private static BigInteger Inverse(BigInteger number) => BigInteger.ModPow(Reduced(number), s_p - 2, s_p);

    private static BigInteger Reduced(BigInteger number) => ((number % s_p) + s_p) % s_p;

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
