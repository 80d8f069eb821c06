using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>u16 count, then compact signatures of 64 bytes each.</summary>
internal static class SignatureList
{
    private const int SignatureBytes = 64;

    public static void Write(ByteWriter writer, byte[][] signatures)
    {
        ItemCount.Write(writer, signatures.Length, ProtocolLimits.HtlcsMax);
        for (int i = 0; i < signatures.Length; i++)
        {
            FixedField.Write(writer, signatures[i], SignatureBytes);
        }
    }

    public static byte[][] Read(ByteReader reader)
    {
        byte[][] signatures = new byte[ItemCount.Read(reader, ProtocolLimits.HtlcsMax, SignatureBytes)][];
        for (int i = 0; i < signatures.Length; i++)
        {
            signatures[i] = reader.Bytes(SignatureBytes);
        }

        return signatures;
    }
}
