using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the list of payees.</summary>
public sealed class ReadAllowlist
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.ReadAllowlist);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ReadAllowlist Decode(ByteReader reader)
    {
        ReadAllowlist message = new ReadAllowlist();
        reader.End();
        return message;
    }
}

/// <summary>All of it.</summary>
public sealed class ReadAllowlistReply
{
    public byte[][] Payees;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(480);
        ItemCount.Write(writer, Payees.Length, TowerKeyFields.CountMax);
        for (int i = 0; i < Payees.Length; i++)
        {
            FixedField.Write(writer, Payees[i], 33);
        }

        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ReadAllowlistReply Decode(ByteReader reader)
    {
        ReadAllowlistReply reply = new ReadAllowlistReply();
        reply.Payees = new byte[ItemCount.Read(reader, TowerKeyFields.CountMax, 33)][];
        for (int i = 0; i < reply.Payees.Length; i++)
        {
            reply.Payees[i] = reader.Bytes(33);
        }

        reader.End();
        return reply;
    }
}
