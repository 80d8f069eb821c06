using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Takes an approval back. What is in flight stays in flight.</summary>
public sealed class ForgetApproval
{
    /// <summary>The first 20 bytes of the payment hash.</summary>
    public byte[] HashStart;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(21);
        writer.U8((byte)MessageId.ForgetApproval);
        FixedField.Write(writer, HashStart, 20);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ForgetApproval Decode(ByteReader reader)
    {
        ForgetApproval message = new ForgetApproval();
        message.HashStart = reader.Bytes(20);
        reader.End();
        return message;
    }
}

/// <summary>Done.</summary>
public sealed class ForgetApprovalReply
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ForgetApprovalReply Decode(ByteReader reader)
    {
        ForgetApprovalReply reply = new ForgetApprovalReply();
        reader.End();
        return reply;
    }
}
