using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Forgets the chain after the owner pressed the button: the rules about it hold no more.</summary>
public sealed class ForgetChain
{
    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(1);
        writer.U8((byte)MessageId.ForgetChain);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static ForgetChain Decode(ByteReader reader)
    {
        ForgetChain message = new ForgetChain();
        reader.End();
        return message;
    }
}

/// <summary>Forgotten.</summary>
public sealed class ForgetChainReply
{
    public byte[] Encode()
    {
        return new byte[0];
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static ForgetChainReply Decode(ByteReader reader)
    {
        ForgetChainReply reply = new ForgetChainReply();
        reader.End();
        return reply;
    }
}
