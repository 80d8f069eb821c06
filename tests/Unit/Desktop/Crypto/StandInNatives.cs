using System.Runtime.CompilerServices;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.Unit.Desktop.Crypto;

/// <summary>How one native is not as it should be.</summary>
public enum Defect
{
    None,

    /// <summary>One wrong bit in what it gives, or the opposite answer where it gives nothing else.</summary>
    OneBit,

    /// <summary>The opposite of its answer.</summary>
    Opposite,

    Throws,

    NotSupported,
}

/// <summary>Natives made of managed code, one of which can be made wrong.</summary>
public sealed class StandInNatives : INativeCurve
{
    private readonly Secp256k1 _curve = Secp256k1.Software();

    /// <summary>The name of the one that is wrong.</summary>
    public string Bad { get; set; } = "";

    public Defect How { get; set; }

    public int Version() => Truth([], () => { }) ? NativeSecp256k1.Version : NativeSecp256k1.Version + 1;

    public bool Blind(byte[] seed) => Truth([], () => { });

    public bool PublicKey(byte[] secret, byte[] product) => Give(product, () => _curve.PublicKey(secret));

    public bool IsPoint(byte[] point) => Truth([], () => Require(_curve.IsPoint(point)));

    public bool AddPoints(byte[] a, byte[] b, byte[] sum) => Give(sum, () => _curve.AddPoints(a, b));

    public bool AddTweak(byte[] point, byte[] scalar, byte[] sum) => Give(sum, () => _curve.AddTweak(point, scalar));

    public bool Multiply(byte[] point, byte[] secret, byte[] product) => Give(product, () => _curve.Multiply(point, secret));

    public bool MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gSecret, byte[] sum) => Give(sum, () => _curve.MultiplyAndAdd(point, scalar, gSecret));

    public bool Ecdh(byte[] point, byte[] secret, byte[] shared) => Give(shared, () => _curve.Ecdh(point, secret));

    public bool Sign(byte[] hash, byte[] secret, int flavour, byte[] signature) => Give(signature, () => flavour switch
    {
        0 => _curve.Sign(hash, secret),
        1 => _curve.SignPsbt(hash, secret),
        _ => _curve.SignPlain(hash, secret),
    });

    public bool SignRecoverable(byte[] hash, byte[] secret, byte[] signature) => Give(signature, () => _curve.SignRecoverable(hash, secret));

    public bool Verify(byte[] hash, byte[] signature, byte[] point) => Truth([], () => Require(_curve.Verify(hash, signature, point)));

    public bool Recover(byte[] hash, byte[] signature, byte[] point) => Give(point, () => _curve.RecoverPoint(hash, signature));

    public bool SignSchnorr(byte[] message, byte[] secret, byte[] aux32, byte[] signature) => Give(signature, () => _curve.SignSchnorr(message, secret, aux32));

    public bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly) => Truth([], () => Require(_curve.VerifySchnorr(message, signature, xonly)));

    public bool Sha256(byte[] data, int offset, int blocks, ulong[] state)
    {
        bool done = Truth([], () =>
        {
            for (int i = 0; i < blocks; i++)
            {
                Sha256Block.Managed(state, data, offset + (64 * i));
            }
        });
        state[3] ^= Bad == nameof(Sha256) && How == Defect.OneBit ? 1u : 0;
        return done;
    }

    private bool Give(byte[] output, Func<byte[]> result, [CallerMemberName] string native = "") => Truth(output, () => result().CopyTo(output, 0), native);

    private bool Truth(byte[] output, Action action, [CallerMemberName] string native = "")
    {
        Defect how = native == Bad ? How : Defect.None;
        if (how == Defect.Throws)
        {
            throw new InvalidOperationException("a native throws");
        }

        if (how == Defect.NotSupported)
        {
            throw new NotSupportedException();
        }

        bool done = true;
        try
        {
            action();
        }
        catch (MalformedException)
        {
            done = false;
        }

        if (how == Defect.OneBit && output.Length > 0)
        {
            output[^1] ^= 0x20;
            return done;
        }

        return how == Defect.None ? done : !done;
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new MalformedException("no");
        }
    }
}
