using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// The chain that the keys of a device are for. Given once, when the device gets its secret, and kept with it. There is no value that means any chain:
/// 0, which an old host would send, is none of them.
/// </summary>
public enum Network : byte
{
    /// <summary>Not a network: the device is blank.</summary>
    None = 0,

    /// <summary>Bitcoin's main network: real money, the strictest limits.</summary>
    Bitcoin = 1,

    /// <summary>The third test network.</summary>
    Testnet = 2,

    /// <summary>The fourth test network.</summary>
    Testnet4 = 3,

    /// <summary>The default signet.</summary>
    Signet = 4,

    /// <summary>A chain of one's own.</summary>
    Regtest = 5,
}

/// <summary>Reads one byte that must be a known <see cref="Network"/>.</summary>
public static class NetworkField
{
    /// <summary>A real network.</summary>
    public static Network Read(ByteReader reader)
    {
        Network network = ReadOptional(reader);
        if (network == Network.None)
        {
            throw new MalformedException("unknown Network");
        }

        return network;
    }

    /// <summary>A network, or none.</summary>
    public static Network ReadOptional(ByteReader reader)
    {
        byte value = reader.U8();
        if (value > (byte)Network.Regtest)
        {
            throw new MalformedException("unknown Network");
        }

        return (Network)value;
    }
}
