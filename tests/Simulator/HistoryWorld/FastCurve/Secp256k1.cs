using System.Numerics;
using Holdfast.Bytes;
using Holdfast.Hardware;

namespace Holdfast.Crypto;

/// <summary>
/// Stands in for the curve so that histories run thousands of steps a second. Not a curve: the group is the integers modulo the real order
/// n, and a point *is* its discrete logarithm behind the byte 02. Every law that Lightning's key derivation uses holds exactly (a sum of
/// points is the point of the sum, a multiple the point of the product), a signature is a hash that only fits its message and key, and
/// nobody in the simulated world computes a logarithm although everybody could. Same members, same shapes, same exceptions as
/// firmware/Crypto/Secp256k1.cs; what histories never use throws <see cref="NotSupportedException"/>.
/// </summary>
public sealed class Secp256k1
{
    private static readonly BigInteger s_order =
        BigInteger.Parse("00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", System.Globalization.NumberStyles.HexNumber);

    /// <summary>Who made each recoverable signature of this thread: the key is not in it.</summary>
    [ThreadStatic]
    private static Dictionary<string, byte[]>? s_recoverable;

    private readonly ISignatureWitness? _witness;

    /// <param name="hmac">The device's; one that is an <see cref="ISignatureWitness"/> too sees every signature that is made.</param>
    /// <param name="table">Not needed here.</param>
    public Secp256k1(IHmac hmac, IConstantTable table)
    {
        _witness = hmac as ISignatureWitness;
    }

    public static Secp256k1 Software() => new(null!, null!);

    public bool IsBlindWorn => false;

    public bool IsNative => false;

    public void SaveMemory()
    {
    }

    public void Blind(byte[] entropy)
    {
    }

    public bool IsSecret(byte[] secret) => secret.Length == 32 && IsScalar(secret);

    public bool IsPoint(byte[] point) => point.Length == 33 && point[0] == 2 && IsScalar(point.AsSpan(1));

    public byte[] PublicKey(byte[] secret) => Point(Scalar(secret));

    public byte[] PublicKeyOfKnown(byte[] number) => PublicKey(number);

    public byte[][] PublicKeys(byte[][] secrets) => [.. secrets.Select(PublicKey)];

    public byte[] AddPoints(byte[] a, byte[] b) => Point(Log(a) + Log(b));

    public byte[] AddTweak(byte[] point, byte[] scalar) => Point(Log(point) + Number(scalar));

    public byte[][] AddTweaks(byte[][] points, byte[][] scalars) => [.. points.Zip(scalars, AddTweak)];

    public byte[] Multiply(byte[] point, byte[] scalar) => Point(Log(point) * Number(scalar));

    public byte[] MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gScalar) => Point((Log(point) * Number(scalar)) + Number(gScalar));

    public byte[][] MultiplyAndAddTweaks(byte[] point, byte[] scalar, byte[] gSecret, byte[][] points, byte[][] scalars)
        => [MultiplyAndAdd(point, scalar, gSecret), .. AddTweaks(points, scalars)];

    public byte[] AddSecrets(byte[] a, byte[] b) => Bytes(Number(a) + Number(b));

    public byte[] MultiplySecrets(byte[] a, byte[] b) => Bytes(Number(a) * Number(b));

    public byte[] NegateSecret(byte[] a) => Bytes(s_order - Number(a));

    public byte[] Ecdh(byte[] point, byte[] secret) => Sha256.Hash(Multiply(point, secret));

    public byte[] Sign(byte[] hash, byte[] secret)
    {
        byte[] key = PublicKey(secret);
        _witness?.Signed(key, hash);
        return Signature(hash, key);
    }

    public byte[][] SignAll(byte[][] hashes, byte[][] secrets) => [.. hashes.Zip(secrets, Sign)];

    public byte[] SignPsbt(byte[] hash, byte[] secret) => Sign(hash, secret);

    public byte[] SignPlain(byte[] hash, byte[] secret) => Sign(hash, secret);

    public byte[] SignRecoverable(byte[] hash, byte[] secret)
    {
        byte[] signature = [.. Sign(hash, secret), 0];
        (s_recoverable ??= [])[Convert.ToHexString(signature)] = PublicKey(secret);
        return signature;
    }

    public bool Verify(byte[] hash, byte[] signature, byte[] point) =>
        IsPoint(point) && signature.AsSpan().SequenceEqual(Signature(hash, point));

    public int VerifyAll(byte[][] hashes, byte[][] signatures, byte[] point)
    {
        for (int i = 0; i < hashes.Length; i++)
        {
            if (!Verify(hashes[i], signatures[i], point))
            {
                return i;
            }
        }

        return -1;
    }

    public byte[] RecoverPoint(byte[] hash, byte[] signature) =>
        s_recoverable!.GetValueOrDefault(Convert.ToHexString(signature)) is { } key && Verify(hash, signature[..64], key) ? key : throw new MalformedException("no signature");

    public byte[] SignSchnorr(byte[] message, byte[] secret, byte[] aux32)
    {
        byte[] key = PublicKey(secret);
        _witness?.Signed(key[1..], message);
        return Signature(message, key);
    }

    public bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly) => signature.AsSpan().SequenceEqual(Signature(message, [2, .. xonly]));

    public byte[] TaprootSecret(byte[] secret, byte[] merkleRoot) => AddSecrets(secret, TapTweak(PublicKey(secret)[1..], merkleRoot));

    public byte[] TaprootOutputKey(byte[] xonly, byte[] merkleRoot) => AddTweak([2, .. xonly], TapTweak(xonly, merkleRoot))[1..];

    private static byte[] TapTweak(byte[] xonly, byte[] merkleRoot) => Sha256.Hash([.. "TapTweak"u8, .. xonly, .. merkleRoot]);

    /// <summary>Two hashes over message and key; the first byte is kept low, as a low-r signature's is.</summary>
    private static byte[] Signature(byte[] hash, byte[] point)
    {
        if (hash.Length != 32)
        {
            throw new MalformedException("a hash has 32 bytes");
        }

        Span<byte> input = stackalloc byte[65];
        hash.CopyTo(input);
        point.CopyTo(input[32..]);
        byte[] signature = new byte[64];
        System.Security.Cryptography.SHA256.HashData(input, signature);
        signature[0] &= 0x7f;
        System.Security.Cryptography.SHA256.HashData(signature.AsSpan(0, 32), signature.AsSpan(32));
        signature[32] &= 0x7f;
        return signature;
    }

    private static bool IsScalar(ReadOnlySpan<byte> bytes)
    {
        BigInteger value = new(bytes, isUnsigned: true, isBigEndian: true);
        return value > 0 && value < s_order;
    }

    private static BigInteger Scalar(byte[] secret) =>
        secret.Length == 32 && IsScalar(secret) ? Number(secret) : throw new MalformedException("not a secret");

    private BigInteger Log(byte[] point) =>
        IsPoint(point) ? new BigInteger(point.AsSpan(1), isUnsigned: true, isBigEndian: true) : throw new MalformedException("not a point");

    private static BigInteger Number(byte[] scalar) => new(scalar, isUnsigned: true, isBigEndian: true);

    private static byte[] Point(BigInteger log) => [2, .. Bytes(log)];

    private static byte[] Bytes(BigInteger value)
    {
        BigInteger reduced = value % s_order;
        if (reduced.IsZero)
        {
            throw new MalformedException("zero");
        }

        byte[] bytes = new byte[32];
        int length = reduced.GetByteCount(isUnsigned: true);
        reduced.TryWriteBytes(bytes.AsSpan(32 - length), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }
}
