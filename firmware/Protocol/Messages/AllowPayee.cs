using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Puts a payee on the list of those whose invoices are approved without the button, up to the limits; or takes it off.</summary>
public sealed class AllowPayee
{
    public byte[] Payee;

    public bool IsAllowed;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(35);
        writer.U8((byte)MessageId.AllowPayee);
        FixedField.Write(writer, Payee, 33);
        writer.Flag(IsAllowed);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static AllowPayee Decode(ByteReader reader)
    {
        AllowPayee message = new AllowPayee();
        message.Payee = reader.Bytes(33);
        message.IsAllowed = reader.Flag();
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class AllowPayeeReply
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static AllowPayeeReply Decode(ByteReader reader)
    {
        AllowPayeeReply reply = new AllowPayeeReply();
        reader.End();
        return reply;
    }
}
