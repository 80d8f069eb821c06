using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Shows that a payment to the peer of a channel that ended on chain came back. The transaction that says so was proven to be buried before (<see cref="ProveBurial"/>, output 0).
/// </summary>
public sealed class ProveTimeout
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    public byte[] PaymentHash;

    public ulong AmountMsat;

    public uint Expiry;

    /// <summary>The peer's per-commitment point where the channel ended with a commitment of the peer; else empty.</summary>
    public byte[] Point;

    /// <summary>The transaction that spends the funding, without witnesses.</summary>
    public byte[] Closing;

    /// <summary>The transaction that spends the payment's output of it, without witnesses.</summary>
    public byte[] Spending;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(128);
        writer.U8((byte)MessageId.ProveTimeout);
        FixedField.Write(writer, ChannelId, 16);
        FixedField.Write(writer, PaymentHash, 32);
        writer.U64(AmountMsat);
        writer.U32(Expiry);
        BlobField.Write(writer, Point, 33);
        BlobField.Write(writer, Closing, ProtocolLimits.TextBytesMax);
        BlobField.Write(writer, Spending, ProtocolLimits.TextBytesMax);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ProveTimeout Decode(ByteReader reader)
    {
        ProveTimeout message = new ProveTimeout();
        message.ChannelId = reader.Bytes(16);
        message.PaymentHash = reader.Bytes(32);
        message.AmountMsat = reader.U64();
        message.Expiry = reader.U32();
        message.Point = reader.Blob(33);
        message.Closing = reader.Blob(ProtocolLimits.TextBytesMax);
        message.Spending = reader.Blob(ProtocolLimits.TextBytesMax);
        reader.End();
        return message;
    }
}

/// <summary>The payment counts as given back, or did before.</summary>
public sealed class ProveTimeoutReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ProveTimeoutReply Decode(ByteReader reader)
    {
        ProveTimeoutReply reply = new ProveTimeoutReply();
        reader.End();
        return reply;
    }
}
