using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the signatures of the wallet on a transaction.</summary>
public sealed class SignWalletInputs
{
    public WalletPurpose Purpose;

    public uint Version;

    public uint Locktime;

    public WalletInputFields[] Inputs;

    public WalletOutputFields[] Outputs;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(138);
        writer.U8((byte)MessageId.SignWalletInputs);
        writer.U8((byte)Purpose);
        writer.U32(Version);
        writer.U32(Locktime);
        WalletInputFields.WriteAll(writer, Inputs);
        WalletOutputFields.WriteAll(writer, Outputs);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignWalletInputs Decode(ByteReader reader)
    {
        SignWalletInputs message = new SignWalletInputs();
        message.Purpose = WalletPurposeField.Read(reader);
        message.Version = reader.U32();
        message.Locktime = reader.U32();
        message.Inputs = WalletInputFields.ReadAll(reader);
        message.Outputs = WalletOutputFields.ReadAll(reader);
        reader.End();
        return message;
    }
}

/// <summary>One signature for each input of the owner.</summary>
public sealed class SignWalletInputsReply
{
    /// <summary>In input order.</summary>
    public WalletSignatureFields[] Signatures;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(64);
        WalletSignatureFields.WriteAll(writer, Signatures);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignWalletInputsReply Decode(ByteReader reader)
    {
        SignWalletInputsReply reply = new SignWalletInputsReply();
        reply.Signatures = WalletSignatureFields.ReadAll(reader);
        reader.End();
        return reply;
    }
}
