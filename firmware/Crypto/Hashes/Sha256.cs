namespace Holdfast.Crypto;

/// <summary>SHA-256 (FIPS 180-4) of whole arrays; 32-byte results. <see cref="Sha256Stream"/> takes pieces.</summary>
public static class Sha256
{
    public static byte[] Hash(byte[] data)
    {
        return Hash(data, 0, data.Length);
    }

    public static byte[] Hash(byte[] data, int offset, int count)
    {
        Sha256Stream stream = new Sha256Stream();
        stream.Update(data, offset, count);
        return stream.Finish();
    }

    /// <summary>SHA-256 of the SHA-256: transaction ids and signature hashes.</summary>
    public static byte[] HashTwice(byte[] data)
    {
        return Hash(Hash(data));
    }
}
