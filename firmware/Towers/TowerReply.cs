using Holdfast.Bytes;

namespace Holdfast.Towers;

/// <summary>What a tower says: one of five messages. Immutable.</summary>
public sealed class TowerReply
{
    /// <summary>The longest byte string in a message.</summary>
    public const int DataBytesMax = 1024;

    /// <summary>The longest message of a tower: type, code, number, and a byte string with its length.</summary>
    public const int BytesMax = 9 + DataBytesMax;

    public readonly int Type;

    /// <summary>0: the tower agrees. 0 in Init.</summary>
    public readonly int Code;

    /// <summary>The number of the last update that the tower has; 0 where the message does not say.</summary>
    public readonly int LastApplied;

    /// <summary>Features of Init, reward script of CreateSessionReply, data of Error; else empty.</summary>
    public readonly byte[] Data;

    /// <summary>Of Init, 32 bytes; else null.</summary>
    public readonly byte[] ChainHash;

    private TowerReply(int type, int code, int lastApplied, byte[] data, byte[] chainHash)
    {
        Type = type;
        Code = code;
        LastApplied = lastApplied;
        Data = data;
        ChainHash = chainHash;
    }

    /// <summary>Reads a whole message; one that is too short, too long or of another type is malformed.</summary>
    public static TowerReply Decode(byte[] message)
    {
        ByteReader reader = new ByteReader(message);
        int type = reader.U16();
        int code = 0;
        int lastApplied = 0;
        byte[] data = new byte[0];
        byte[] chain = null;
        switch (type)
        {
            case TowerMessages.Init:
                data = reader.Blob(DataBytesMax);
                chain = reader.Bytes(32);
                break;
            case TowerMessages.Error:
                code = reader.U16();
                data = reader.Bytes(Length(reader));
                break;
            case TowerMessages.CreateSessionReply:
                code = reader.U16();
                lastApplied = reader.U16();
                data = reader.Bytes(Length(reader));
                break;
            case TowerMessages.StateUpdateReply:
                code = reader.U16();
                lastApplied = reader.U16();
                break;
            case TowerMessages.DeleteSessionReply:
                code = reader.U16();
                break;
            default:
                throw new MalformedException("a tower does not send messages of this type");
        }

        reader.End();
        return new TowerReply(type, code, lastApplied, data, chain);
    }

    /// <summary>True when it requires a feature that is none of the six that are known.</summary>
    public bool RequiresUnknownFeature
    {
        get
        {
            for (int i = 0; i < Data.Length; i++)
            {
                // The last byte has the first eight bits; even ones are required.
                int known = i == 0 ? TowerMessages.KnownFeatures : 0;
                if ((Data[Data.Length - 1 - i] & ~known & 0x55) != 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    // Bitcoin's length in front of a byte string, in its shortest form.
    private static int Length(ByteReader reader)
    {
        int length = reader.U8();
        if (length >= 0xfd)
        {
            int low = reader.U8();
            int high = length == 0xfd ? reader.U8() : 0xff;
            length = low | (high << 8);
            if (length < 0xfd || length > DataBytesMax)
            {
                throw new MalformedException("a byte string of a tower is too long, or its length is");
            }
        }

        return length;
    }
}
