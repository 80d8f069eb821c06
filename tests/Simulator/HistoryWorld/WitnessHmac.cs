using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Hardware;

namespace Holdfast.HistoryWorld;

/// <summary>The desktop's own HMAC, by which the device's curve finds a witness of every signature that it makes.</summary>
internal sealed class WitnessHmac : IHmac, ISignatureWitness
{
    /// <summary>Public keys and hashes, in order.</summary>
    public List<(byte[] Key, byte[] Hash)> Seen { get; } = [];

    public byte[] Sha256(byte[] key, byte[] data) => HMACSHA256.HashData(key, data);

    public byte[] Sha512(byte[] key, byte[] data) => HMACSHA512.HashData(key, data);

    public void Signed(byte[] key, byte[] hash) => Seen.Add((key, hash));
}
