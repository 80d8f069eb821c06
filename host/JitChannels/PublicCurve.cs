using Holdfast.Crypto;

namespace Holdfast.JitChannels;

/// <summary>The curve for public values. It serves one caller at a time, and hooks come on any thread, so each thread has its own.</summary>
public static class PublicCurve
{
    [ThreadStatic]
    private static Secp256k1? t_here;

    public static Secp256k1 Here => t_here ??= Secp256k1.Software();
}
