using System.Runtime.CompilerServices;

namespace Holdfast.Native;

/// <summary>
/// The calls into the C code of Core/, which only an image of one's own has. On a stock image this assembly loads, and every call throws NotSupportedException.
/// <para>
/// Nothing else may ever be in this assembly: no second type, no method with a body, no constructor, no static field. The runtime finds a native by its number in the
/// table of Interop/Holdfast_Native.cpp, and its checksum does not notice a method that shifts the numbers (README.md). The order here is the order there.
/// </para>
/// Inputs that cannot be right (a wrong length, a number out of range, no point) give false and nothing in the output. An output of another length than it says, or
/// an array that is missing, is an error of the caller: ArgumentException. Outputs are the last arguments.
/// </summary>
public static class NativeCalls
{
    /// <summary>
    /// The version of this list; the first call of all, which tells whether there are natives. Where it is not supported, nothing else here may be called: the runtime keeps the
    /// frame of a call that it could not make, and when it compacts the heap it crashes on the arguments of that frame, which this call does not have.
    /// </summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int Version();

    /// <summary>New blinding from 32 random bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool Blind(byte[] seed);

    /// <summary>secret · G, 33 bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool PublicKey(byte[] secret, byte[] product);

    /// <summary>point is a compressed point on the curve.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool IsPoint(byte[] point);

    /// <summary>a + b, 33 bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool AddPoints(byte[] a, byte[] b, byte[] sum);

    /// <summary>point + scalar · G, 33 bytes; the scalar may be zero.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool AddTweak(byte[] point, byte[] scalar, byte[] sum);

    /// <summary>secret · point in constant time, 33 bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool Multiply(byte[] point, byte[] secret, byte[] product);

    /// <summary>scalar · point + gSecret · G, 33 bytes: the first product is public, the second secret and perhaps zero.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool MultiplyAndAdd(byte[] point, byte[] scalar, byte[] gSecret, byte[] sum);

    /// <summary>SHA-256 of the compressed secret · point, 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool Ecdh(byte[] point, byte[] secret, byte[] shared);

    /// <summary>ECDSA, 64 bytes. Flavour 0: the counter from 0 on, low r. 1: plain, then the counter from 1 on, low r. 2: plain, any r.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool Sign(byte[] hash, byte[] secret, int flavour, byte[] signature);

    /// <summary>Plain ECDSA with the recovery id behind it, 65 bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool SignRecoverable(byte[] hash, byte[] secret, byte[] signature);

    /// <summary>The signature is good and s is low.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool Verify(byte[] hash, byte[] signature, byte[] point);

    /// <summary>The key that made a recoverable signature, 33 bytes.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool Recover(byte[] hash, byte[] signature, byte[] point);

    /// <summary>BIP 340, 64 bytes; the message may have any length.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool SignSchnorr(byte[] message, byte[] secret, byte[] aux32, byte[] signature);

    /// <summary>BIP 340.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool VerifySchnorr(byte[] message, byte[] signature, byte[] xonly);

    /// <summary>The eight words of a SHA-256 state, each in its own ulong, after so many blocks of 64 bytes from offset on.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool Sha256(byte[] data, int offset, int blocks, ulong[] state);

    /// <summary>Random bytes from the chip's noise source; false for ever once a health test has failed.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool Noise(byte[] bytes);

    /// <summary>Opens the chip's own USB as a serial line, with a buffer of so many bytes for what comes; false where the chip has none, or somebody else has it.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern bool OpenLine(int receiveBytes);

    /// <summary>Copies what has come, at most count bytes, and says how many; never waits.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int ReadLine(byte[] bytes, int offset, int count);

    /// <summary>Hands bytes to the line and says how many it took: fewer where nobody has fetched any for two seconds.</summary>
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern int WriteLine(byte[] bytes, int offset, int count);
}
