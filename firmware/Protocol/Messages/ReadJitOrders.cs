using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the orders that the vault remembers.</summary>
public sealed class ReadJitOrders
{
    /// <summary>The lowest number of interest.</summary>
    public uint First;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(5);
        writer.U8((byte)MessageId.ReadJitOrders);
        writer.U32(First);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadJitOrders Decode(ByteReader reader)
    {
        ReadJitOrders message = new ReadJitOrders();
        message.First = reader.U32();
        reader.End();
        return message;
    }
}

/// <summary>The orders, by ascending number.</summary>
public sealed class ReadJitOrdersReply
{
    /// <summary>What the next order gets.</summary>
    public uint NextOrder;

    public JitOrderFields[] Orders;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(600);
        writer.U32(NextOrder);
        JitOrderFields.WriteAll(writer, Orders);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadJitOrdersReply Decode(ByteReader reader)
    {
        ReadJitOrdersReply reply = new ReadJitOrdersReply();
        reply.NextOrder = reader.U32();
        reply.Orders = JitOrderFields.ReadAll(reader);
        reader.End();
        return reply;
    }
}
