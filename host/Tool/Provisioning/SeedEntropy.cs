using System.Security.Cryptography;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Tool.Provisioning;

/// <summary>
/// The entropy of new words. What a blank device draws crosses the line in clear, and nothing proves that the device sent it. So this computer adds
/// random bytes that it gives to nobody: neither a recording of the line, nor who answers in the device's place, knows or chooses the words by that, and a
/// weak generator on either side alone does not make them guessable for who has not listened.
/// </summary>
internal static class SeedEntropy
{
    /// <summary>32 bytes, which the caller wipes.</summary>
    public static byte[] Draw(SignerClient client)
    {
        byte[] own = RandomNumberGenerator.GetBytes(32);
        byte[] drawn = client.Ask(new DrawEntropy { HostEntropy = RandomNumberGenerator.GetBytes(32) }).Entropy;
        byte[] labelled = [.. "holdfast words"u8, .. drawn];
        byte[] mixed = HMACSHA256.HashData(own, labelled);
        CryptographicOperations.ZeroMemory(labelled);
        CryptographicOperations.ZeroMemory(own);
        CryptographicOperations.ZeroMemory(drawn);
        return mixed;
    }
}
