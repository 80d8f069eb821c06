using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// The envelope of every reply. Ok: status u8, body, receipt 24. All others: status u8, error code u16, tag, sentence and, of refusals only, rule (ASCII blobs).
/// The receipt is the journal's sequence number u64 and 16 bytes of MAC, zeros before unlock; the host keeps the newest one and shows it
/// at the next Unlock, so a device whose flash was put back is found out.
/// </summary>
public sealed class Reply
{
    public ReplyStatus Status;

    public ErrorCode Code;

    /// <summary>What kind of rule refused; empty unless a rule refused.</summary>
    public string Tag;

    /// <summary>The rule that refused, by its name in RULES.md; empty unless a rule refused.</summary>
    public string Rule;

    /// <summary>For people; empty when ok.</summary>
    public string Sentence;

    /// <summary>Ok only: what the reply class of the message decodes.</summary>
    public byte[] Body;

    /// <summary>Ok only: 24 bytes.</summary>
    public byte[] Receipt;

    /// <summary>It came under a seal that fits. Set by the host's end, which checks it; not part of the bytes.</summary>
    public bool IsAuthentic;

    public static byte[] Ok(byte[] body, byte[] receipt)
    {
        ByteWriter writer = new ByteWriter(1 + body.Length + ProtocolLimits.ReceiptBytes);
        writer.U8((byte)ReplyStatus.Ok);
        writer.Bytes(body);
        FixedField.Write(writer, receipt, ProtocolLimits.ReceiptBytes);
        return writer.ToArray();
    }

    /// <summary>A rule says no. Texts longer than the protocol allows are cut.</summary>
    public static byte[] Refused(string rule, string tag, string sentence)
    {
        return Failed(ReplyStatus.Refused, ErrorCode.Rule, tag, sentence, rule);
    }

    /// <summary>Everything else that is not ok. Texts longer than the protocol allows are cut.</summary>
    public static byte[] Failed(ReplyStatus status, ErrorCode code, string sentence)
    {
        return Failed(status, code, "", sentence, "");
    }

    private static byte[] Failed(ReplyStatus status, ErrorCode code, string tag, string sentence, string rule)
    {
        Check.That(status != ReplyStatus.Ok && code != ErrorCode.None, "a failure has a status and a code");
        byte[] tagBytes = Ascii.Bytes(tag, ProtocolLimits.TagBytesMax);
        byte[] sentenceBytes = Ascii.Bytes(sentence, ProtocolLimits.SentenceBytesMax);
        byte[] ruleBytes = Ascii.Bytes(rule, ProtocolLimits.RuleBytesMax);
        ByteWriter writer = new ByteWriter(9 + tagBytes.Length + sentenceBytes.Length + ruleBytes.Length);
        writer.U8((byte)status);
        writer.U16((ushort)code);
        writer.Blob(tagBytes);
        writer.Blob(sentenceBytes);
        if (status == ReplyStatus.Refused)
        {
            writer.Blob(ruleBytes);
        }

        return writer.ToArray();
    }

    public static Reply Decode(byte[] message)
    {
        ByteReader reader = new ByteReader(message);
        Reply reply = new Reply();
        reply.Status = ReplyStatusField.Read(reader);
        reply.Tag = "";
        reply.Rule = "";
        reply.Sentence = "";
        if (reply.Status == ReplyStatus.Ok)
        {
            if (reader.Remaining < ProtocolLimits.ReceiptBytes)
            {
                throw new MalformedException("ok reply without receipt");
            }

            reply.Body = reader.Bytes(reader.Remaining - ProtocolLimits.ReceiptBytes);
            reply.Receipt = reader.Bytes(ProtocolLimits.ReceiptBytes);
            return reply;
        }

        reply.Code = (ErrorCode)reader.U16();
        if (reply.Code == ErrorCode.None)
        {
            throw new MalformedException("failure without a code");
        }

        reply.Tag = Ascii.Text(reader.Blob(ProtocolLimits.TagBytesMax));
        reply.Sentence = Ascii.Text(reader.Blob(ProtocolLimits.SentenceBytesMax));
        if (reply.Status == ReplyStatus.Refused)
        {
            reply.Rule = Ascii.Text(reader.Blob(ProtocolLimits.RuleBytesMax));
        }

        reader.End();
        return reply;
    }
}
