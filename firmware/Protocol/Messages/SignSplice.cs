using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the holder's signature on the shared input of a splice.</summary>
public sealed class SignSplice
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes, big-endian, of the funding txid in internal byte order: which funding outpoint of the channel.</summary>
    public uint FundingPrefix;

    public uint Version;

    public uint Locktime;

    /// <summary>All of them, as SignWalletInputs describes them; the shared input is Foreign.</summary>
    public WalletInputFields[] Inputs;

    /// <summary>The shared input.</summary>
    public ushort InputIndex;

    public WalletOutputFields[] Outputs;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(159);
        writer.U8((byte)MessageId.SignSplice);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        writer.U32(Version);
        writer.U32(Locktime);
        WalletInputFields.WriteAll(writer, Inputs);
        writer.U16(InputIndex);
        WalletOutputFields.WriteAll(writer, Outputs);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignSplice Decode(ByteReader reader)
    {
        SignSplice message = new SignSplice();
        message.ChannelId = reader.Bytes(16);
        message.FundingPrefix = reader.U32();
        message.Version = reader.U32();
        message.Locktime = reader.U32();
        message.Inputs = WalletInputFields.ReadAll(reader);
        message.InputIndex = reader.U16();
        message.Outputs = WalletOutputFields.ReadAll(reader);
        reader.End();
        return message;
    }
}

/// <summary>The device's signature.</summary>
public sealed class SignSpliceReply
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
    public static SignSpliceReply Decode(ByteReader reader)
    {
        SignSpliceReply reply = new SignSpliceReply();
        reply.Signature = reader.Bytes(64);
        reader.End();
        return reply;
    }
}
