using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Protocol;

/// <summary>The body that preparing a commitment of the peer and signing it have in common.</summary>
public abstract class CounterpartyCommitmentFields
{
    /// <summary>First 16 bytes of SHA-256("holdfast channel" ‖ peer ‖ dbid).</summary>
    public byte[] ChannelId;

    /// <summary>First four bytes, big-endian, of the funding txid in internal byte order: which funding outpoint of the channel.</summary>
    public uint FundingPrefix;

    /// <summary>The peer's, with its point.</summary>
    public CommitmentFields Commitment = new CommitmentFields();

    /// <summary>True: the next number will be prepared before it is signed, so the device is to remember the peer's HTLCs for it.</summary>
    public bool IsAhead;

    /// <summary>HTLCs of the peer that the newest signed number carries, or that came since, and this one does not.</summary>
    public Htlc[] Gone = new Htlc[0];

    /// <summary>The same question as another message: preparing and signing ask about the same bytes.</summary>
    public byte[] EncodeAs(MessageId id)
    {
        ByteWriter writer = new ByteWriter(24 + Commitment.LengthBytes + (Htlc.LengthBytes * Gone.Length));
        writer.U8((byte)id);
        FixedField.Write(writer, ChannelId, 16);
        writer.U32(FundingPrefix);
        Commitment.Write(writer, true);
        writer.Flag(IsAhead);
        Htlc.WriteAll(writer, Gone);
        return writer.ToArray();
    }

    /// <summary>Reads everything after the id byte.</summary>
    protected void Read(ByteReader reader)
    {
        ChannelId = reader.Bytes(16);
        FundingPrefix = reader.U32();
        Commitment.ReadCounterparty(reader);
        IsAhead = reader.Flag();
        Gone = Htlc.ReadGone(reader);
        reader.End();
    }
}
