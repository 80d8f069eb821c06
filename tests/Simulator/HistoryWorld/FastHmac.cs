using System.Security.Cryptography;
using Holdfast.Hardware;

namespace Holdfast.HistoryWorld;

/// <summary>The desktop's own HMAC: the device takes it as its native one.</summary>
internal sealed class FastHmac : IHmac
{
    public byte[] Sha256(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

    public byte[] Sha512(byte[] key, byte[] data) => HMACSHA512.HashData(key, data);
}

/// <summary>A person at the button, if somebody is there at all.</summary>
internal sealed class HoldingOwner : IApproval
{
    /// <summary>Says yes to everything; otherwise nobody answers.</summary>
    public bool IsThere { get; set; }

    public bool Ask(string question, Gesture gesture, int timeoutMs) => IsThere;
}

/// <summary>A light that nobody sees.</summary>
internal sealed class DarkLight : IStatusLight
{
    public void Show(SignerLight light)
    {
    }
}
