using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Asks for the signature of the peer's commitment and of every HTLC transaction on it.</summary>
public sealed class SignCounterpartyCommitment : CounterpartyCommitmentFields
{
    public byte[] Encode()
    {
        return EncodeAs(MessageId.SignCounterpartyCommitment);
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static SignCounterpartyCommitment Decode(ByteReader reader)
    {
        SignCounterpartyCommitment message = new SignCounterpartyCommitment();
        message.Read(reader);
        return message;
    }
}

/// <summary>All signatures that the peer needs.</summary>
public sealed class SignCounterpartyCommitmentReply
{
    /// <summary>Of the commitment, compact.</summary>
    public byte[] Signature;

    /// <summary>Untrimmed HTLCs in output order, compact.</summary>
    public byte[][] HtlcSignatures;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(66 + (64 * HtlcSignatures.Length));
        FixedField.Write(writer, Signature, 64);
        SignatureList.Write(writer, HtlcSignatures);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static SignCounterpartyCommitmentReply Decode(ByteReader reader)
    {
        SignCounterpartyCommitmentReply reply = new SignCounterpartyCommitmentReply();
        reply.Signature = reader.Bytes(64);
        reply.HtlcSignatures = SignatureList.Read(reader);
        reader.End();
        return reply;
    }
}
