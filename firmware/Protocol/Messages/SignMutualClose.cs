using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the signature of a closing transaction.</summary>
public sealed class SignMutualClose
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes, big-endian, of the funding txid in internal byte order: which funding outpoint of the channel.</summary>
    public uint FundingPrefix;

    /// <summary>0: no such output.</summary>
    public ulong ToHolderSat;

    /// <summary>0: no such output.</summary>
    public ulong ToCounterpartySat;

    public byte[] HolderScript;

    public byte[] CounterpartyScript;

    public uint Locktime;

    /// <summary>Of the only input.</summary>
    public uint Sequence;

    public bool HasHolderKeyIndex;

    /// <summary>Wallet key of the holder's script, if it pays to the wallet.</summary>
    public uint HolderKeyIndex;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(118);
        writer.U8((byte)MessageId.SignMutualClose);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        writer.U64(ToHolderSat);
        writer.U64(ToCounterpartySat);
        BlobField.Write(writer, HolderScript, ProtocolLimits.ScriptBytesMax);
        BlobField.Write(writer, CounterpartyScript, ProtocolLimits.ScriptBytesMax);
        writer.U32(Locktime);
        writer.U32(Sequence);
        writer.Flag(HasHolderKeyIndex);
        if (HasHolderKeyIndex)
        {
            writer.U32(HolderKeyIndex);
        }

        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignMutualClose Decode(ByteReader reader)
    {
        SignMutualClose message = new SignMutualClose();
        message.ChannelId = reader.Bytes(16);
        message.FundingPrefix = reader.U32();
        message.ToHolderSat = reader.U64();
        message.ToCounterpartySat = reader.U64();
        message.HolderScript = reader.Blob(ProtocolLimits.ScriptBytesMax);
        message.CounterpartyScript = reader.Blob(ProtocolLimits.ScriptBytesMax);
        message.Locktime = reader.U32();
        message.Sequence = reader.U32();
        message.HasHolderKeyIndex = reader.Flag();
        message.HolderKeyIndex = message.HasHolderKeyIndex ? reader.U32() : 0;
        reader.End();
        return message;
    }
}

/// <summary>The device's signature.</summary>
public sealed class SignMutualCloseReply
{
    /// <summary>Compact (r‖s).</summary>
    public byte[] Signature;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(64);
        FixedField.Write(writer, Signature, 64);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignMutualCloseReply Decode(ByteReader reader)
    {
        SignMutualCloseReply reply = new SignMutualCloseReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
