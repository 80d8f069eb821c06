namespace Holdfast.Bytes;

/// <summary>Numbers with their lowest byte first, as Bitcoin's blocks and the ciphers of RFC 8439 have them.</summary>
public static class LittleEndian
{
    public static uint U32(byte[] bytes, int at)
    {
        return bytes[at] | ((uint)bytes[at + 1] << 8) | ((uint)bytes[at + 2] << 16) | ((uint)bytes[at + 3] << 24);
    }
}
