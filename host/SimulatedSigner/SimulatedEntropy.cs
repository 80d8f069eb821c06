using System.Security.Cryptography;
using Holdfast.Hardware;

namespace Holdfast.SimulatedSigner;

/// <summary>The chip's random numbers: the computer's, or a reproducible stream from a seed (SHA-256 of seed and counter) for tests.</summary>
public sealed class SimulatedEntropy(ulong? seed) : IEntropy
{
    private ulong _counter;

    public void Fill(byte[] buffer)
    {
        if (seed == null)
        {
            RandomNumberGenerator.Fill(buffer);
            return;
        }

        for (int offset = 0; offset < buffer.Length; offset += 32)
        {
            byte[] input = [.. BitConverter.GetBytes(seed.Value), .. BitConverter.GetBytes(_counter++)];
            SHA256.HashData(input).AsSpan(0, Math.Min(32, buffer.Length - offset)).CopyTo(buffer.AsSpan(offset));
        }
    }
}
