namespace Holdfast.Crypto;

/// <summary>Tagged hashes (BIP 340): SHA256(SHA256(tag) ‖ SHA256(tag) ‖ message), so that no two uses of SHA-256 can collide.</summary>
public static class TaggedHash
{
    public static byte[] Of(byte[] tagAscii, byte[] message)
    {
        Sha256Stream stream = Begin(tagAscii);
        stream.Update(message);
        return stream.Finish();
    }

    /// <summary>A stream that has seen the tag; the caller adds the message in pieces.</summary>
    public static Sha256Stream Begin(byte[] tagAscii)
    {
        byte[] tag = Sha256.Hash(tagAscii);
        Sha256Stream stream = new Sha256Stream();
        stream.Update(tag);
        stream.Update(tag);
        return stream;
    }
}
