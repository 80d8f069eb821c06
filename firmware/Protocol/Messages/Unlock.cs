using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Gives the host's half, which opens keys and journal and authenticates this session.</summary>
public sealed class Unlock
{
    /// <summary>As given to Provision.</summary>
    public byte[] HostHalf;

    /// <summary>The newest receipt of this device that the host has; null when it has none.</summary>
    public byte[] Receipt;

    /// <summary>
    /// The bridge that holds the device from now on: its fence, a big-endian u64, and its name in ASCII. Null or empty: this session holds it against nobody.
    /// </summary>
    public byte[] Holder;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(60);
        writer.U8((byte)MessageId.Unlock);
        FixedField.Write(writer, HostHalf, 32);
        FixedField.WriteOptional(writer, Receipt, 24);
        BlobField.Write(writer, Holder == null ? new byte[0] : Holder, ProtocolLimits.HolderBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static Unlock Decode(ByteReader reader)
    {
        Unlock message = new Unlock();
        message.HostHalf = reader.Bytes(32);
        message.Receipt = FixedField.ReadOptional(reader, 24);
        message.Holder = reader.Blob(ProtocolLimits.HolderBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>The state now, and how the journal compares with the newest receipt that the host has seen.</summary>
public sealed class UnlockReply
{
    public DeviceState State;

    public ReceiptResult Receipt;

    /// <summary>What became of damage on the flash, since boot.</summary>
    public RecoveryState Recovery;

    /// <summary>How many sessions were opened since boot, this one included.</summary>
    public uint Sessions;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(7);
        writer.U8((byte)State);
        writer.U8((byte)Receipt);
        writer.U8((byte)Recovery);
        writer.U32(Sessions);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static UnlockReply Decode(ByteReader reader)
    {
        UnlockReply reply = new UnlockReply();
        reply.State = DeviceStateField.Read(reader);
        reply.Receipt = ReceiptResultField.Read(reader);
        reply.Recovery = RecoveryStateField.Read(reader);
        reply.Sessions = reader.U32();
        reader.End();
        return reply;
    }
}
