using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks the device to forget an order: nothing can be kept by its terms any more, and its open promises are cancelled with it.</summary>
public sealed class ForgetJitOrder
{
    public uint Order;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(5);
        writer.U8((byte)MessageId.ForgetJitOrder);
        writer.U32(Order);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ForgetJitOrder Decode(ByteReader reader)
    {
        ForgetJitOrder message = new ForgetJitOrder();
        message.Order = reader.U32();
        reader.End();
        return message;
    }
}

/// <summary>The order is forgotten.</summary>
public sealed class ForgetJitOrderReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ForgetJitOrderReply Decode(ByteReader reader)
    {
        reader.End();
        return new ForgetJitOrderReply();
    }
}
