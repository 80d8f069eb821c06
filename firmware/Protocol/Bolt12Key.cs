using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Which key signs a BOLT 12 message.</summary>
public enum Bolt12Key : byte
{
    /// <summary>The node key.</summary>
    Node = 0,

    /// <summary>The bolt12 base key plus SHA256(base point ‖ tweak).</summary>
    Bolt12Tweaked = 1,

    /// <summary>The node key plus SHA256(DeriveSecret(info) ‖ tweak).</summary>
    NodeTweaked = 2,
}

/// <summary>Reads one byte that must be a known <see cref="Bolt12Key"/>.</summary>
internal static class Bolt12KeyField
{
    public static Bolt12Key Read(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)Bolt12Key.NodeTweaked)
        {
            throw new MalformedException("unknown Bolt12Key");
        }

        return (Bolt12Key)value;
    }
}
