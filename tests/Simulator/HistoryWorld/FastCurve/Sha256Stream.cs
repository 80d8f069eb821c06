namespace Holdfast.Crypto;

/// <summary>The members of firmware/Crypto/Hashes/Sha256Stream.cs around <see cref="Sha256"/>.</summary>
public sealed class Sha256Stream
{
    private readonly List<byte> _seen = [];

    public void Update(byte[] data) => _seen.AddRange(data);

    public void Update(byte[] data, int offset, int count) => _seen.AddRange(data.AsSpan(offset, count));

    public Sha256Stream Fork()
    {
        Sha256Stream fork = new();
        fork._seen.AddRange(_seen);
        return fork;
    }

    public byte[] Finish() => Sha256.Hash([.. _seen]);
}
