using Holdfast.Bytes;

namespace Holdfast.Channels;

/// <summary>
/// The one thing that outlives a forgotten channel: no channel number up to the highest forgotten one may ever be set up anew, because its
/// keys would be the same and its revocation secrets are out. The node counts its numbers upwards and never uses one twice. Immutable.
/// </summary>
public sealed class ForgottenChannels
{
    private const byte Version = 1;

    /// <summary>Highest number that was forgotten; 0 when none (the node starts at 1).</summary>
    public readonly ulong DbidMax;

    public ForgottenChannels(ulong dbidMax)
    {
        DbidMax = dbidMax;
    }

    /// <summary>This memory and one number more.</summary>
    public ForgottenChannels With(ulong dbid)
    {
        return dbid > DbidMax ? new ForgottenChannels(dbid) : this;
    }

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(16);
        writer.U8(Version);
        writer.U64(DbidMax);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; anything else is malformed.</summary>
    public static ForgottenChannels Decode(byte[] record)
    {
        ByteReader reader = new ByteReader(record);
        if (reader.U8() != Version)
        {
            throw new MalformedException("record of an unknown version");
        }

        ulong dbidMax = reader.U64();
        reader.End();
        return new ForgottenChannels(dbidMax);
    }
}
