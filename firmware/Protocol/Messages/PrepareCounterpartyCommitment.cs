using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// Asks "would you sign this?": the rules of SignCounterpartyCommitment, without journal. Gives the signatures of the HTLC transactions, which are worth
/// nothing without the commitment's (RULES.md, "What leaves before the promise").
/// </summary>
public sealed class PrepareCounterpartyCommitment : CounterpartyCommitmentFields
{
    public byte[] Encode()
    {
        return EncodeAs(MessageId.PrepareCounterpartyCommitment);
    }

    /// <summary>Reads everything after the id byte.</summary>
    public static PrepareCounterpartyCommitment Decode(ByteReader reader)
    {
        PrepareCounterpartyCommitment message = new PrepareCounterpartyCommitment();
        message.Read(reader);
        return message;
    }
}

/// <summary>The rules let it pass; nothing was written.</summary>
public sealed class PrepareCounterpartyCommitmentReply
{
    /// <summary>
    /// True: the signatures are here and SignPreparedCommitment gives the commitment's. False: signatures on these HTLCs leave only with the
    /// commitment's, by SignCounterpartyCommitment.
    /// </summary>
    public bool IsReleased;

    /// <summary>Untrimmed HTLCs in output order, compact; empty when they were not released.</summary>
    public byte[][] HtlcSignatures;

    public byte[] Encode()
    {
        ByteWriter writer = new ByteWriter(3 + (64 * HtlcSignatures.Length));
        writer.Flag(IsReleased);
        SignatureList.Write(writer, HtlcSignatures);
        return writer.ToArray();
    }

    /// <summary>Reads the body of an ok reply, without status and receipt.</summary>
    public static PrepareCounterpartyCommitmentReply Decode(ByteReader reader)
    {
        PrepareCounterpartyCommitmentReply reply = new PrepareCounterpartyCommitmentReply();
        reply.IsReleased = reader.Flag();
        reply.HtlcSignatures = SignatureList.Read(reader);
        if (!reply.IsReleased && reply.HtlcSignatures.Length != 0)
        {
            throw new MalformedException("signatures that were not released");
        }

        reader.End();
        return reply;
    }
}
