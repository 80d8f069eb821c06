using System.Security.Cryptography;
using Holdfast.Hardware;

namespace Holdfast.HistoryWorld;

/// <summary>The desktop's own HMAC: the device takes it as its native one.</summary>
internal sealed class FastHmac : IHmac
{
    public byte[] Sha256(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

    public byte[] Sha512(byte[] key, byte[] data) => HMACSHA512.HashData(key, data);
}

/// <summary>A button that nobody presses.</summary>
internal sealed class NobodyApproves : IApproval
{
    public bool Ask(string question, Gesture gesture, int timeoutMs) => false;
}

/// <summary>A light that nobody sees.</summary>
internal sealed class DarkLight : IStatusLight
{
    public void Show(SignerLight light)
    {
    }
}
