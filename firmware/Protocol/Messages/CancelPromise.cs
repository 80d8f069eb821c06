using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Gives a promise up for good: its preimage is never released.</summary>
public sealed class CancelPromise
{
    public byte[] PaymentHash;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(33);
        writer.U8((byte)MessageId.CancelPromise);
        FixedField.Write(writer, PaymentHash, 32);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static CancelPromise Decode(ByteReader reader)
    {
        CancelPromise message = new CancelPromise();
        message.PaymentHash = reader.Bytes(32);
        reader.End();
        return message;
    }
}

/// <summary>The promise is given up; nothing more to say.</summary>
public sealed class CancelPromiseReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static CancelPromiseReply Decode(ByteReader reader)
    {
        reader.End();
        return new CancelPromiseReply();
    }
}
