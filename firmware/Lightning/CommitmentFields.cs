using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// The content of one commitment: all that decides the transaction besides the channel's terms and keys. Messages carry these fields, rules look at them, the
/// transaction is rebuilt from them, and what is remembered of a promise is a digest of them. Amounts are output values exactly as the
/// transaction pays them (after fee and anchors), 0 where the side has no output.
/// </summary>
public sealed class CommitmentFields
{
    private const int PointBytes = 33;

    // Without point and HTLCs, the count of HTLCs included.
    private const int FixedBytes = 30;

    /// <summary>Commitment number, counting up from 0.</summary>
    public ulong Number;

    /// <summary>The broadcaster's per-commitment point, 33 bytes. That of a holder commitment does not travel: the device knows it.</summary>
    public byte[] Point;

    /// <summary>Satoshi per 1000 weight units; 0 when the node does not tell (openings). Only the fees of HTLC transactions depend on it.</summary>
    public uint FeeratePerKw;

    public ulong ToHolderSat;

    public ulong ToCounterpartySat;

    /// <summary>All payments in flight, trimmed ones too.</summary>
    public Htlc[] Htlcs;

    /// <summary>Room for what <see cref="Write"/> writes.</summary>
    public int LengthBytes
    {
        get { return FixedBytes + PointBytes + Htlc.LengthBytes * Htlcs.Length; }
    }

    /// <summary>
    /// The canonical bytes of the whole content on one funding: equal bytes mean equal content, whatever order the HTLCs came in.
    /// <code>
    /// funding txid 32 | vout u32 | the content as it travels with its point, HTLCs sorted by their bytes
    /// </code>
    /// </summary>
    public byte[] Canonical(byte[] fundingTxid, uint fundingVout)
    {
        byte[][] sorted = new byte[Htlcs.Length][];
        for (int i = 0; i < Htlcs.Length; i++)
        {
            ByteWriter item = new ByteWriter(Htlc.LengthBytes);
            Htlcs[i].Write(item);
            byte[] bytes = item.ToArray();
            int at = i;
            while (at > 0 && Scripts.Compare(bytes, sorted[at - 1]) < 0)
            {
                sorted[at] = sorted[at - 1];
                at--;
            }

            sorted[at] = bytes;
        }

        ByteWriter writer = new ByteWriter(36 + LengthBytes);
        writer.Bytes(fundingTxid);
        writer.U32(fundingVout);
        WriteNumbers(writer, true);
        writer.U16((ushort)Htlcs.Length);
        for (int i = 0; i < sorted.Length; i++)
        {
            writer.Bytes(sorted[i]);
        }

        return writer.ToArray();
    }

    /// <summary>number u64 | point 33, on a commitment of the peer | feeratePerKw u32 | toHolderSat u64 | toCounterpartySat u64 | HTLCs.</summary>
    public void Write(ByteWriter writer, bool withPoint)
    {
        WriteNumbers(writer, withPoint);
        Htlc.WriteAll(writer, Htlcs);
    }

    /// <summary>A commitment of the peer, with its point.</summary>
    public void ReadCounterparty(ByteReader reader)
    {
        ReadNumbers(reader, true);
        Htlcs = Htlc.ReadAll(reader);
    }

    /// <summary>A holder commitment: its point follows from its number, and the HTLCs that are new on it are marked.</summary>
    public void ReadHolder(ByteReader reader)
    {
        ReadNumbers(reader, false);
        Htlcs = Htlc.ReadMarked(reader);
    }

    private void WriteNumbers(ByteWriter writer, bool withPoint)
    {
        writer.U64(Number);
        if (withPoint)
        {
            Check.That(Point != null && Point.Length == PointBytes, "a point has its length");
            writer.Bytes(Point);
        }

        writer.U32(FeeratePerKw);
        writer.U64(ToHolderSat);
        writer.U64(ToCounterpartySat);
    }

    private void ReadNumbers(ByteReader reader, bool withPoint)
    {
        Number = reader.U64();
        Point = withPoint ? reader.Bytes(PointBytes) : null;
        FeeratePerKw = reader.U32();
        ToHolderSat = reader.U64();
        ToCounterpartySat = reader.U64();
    }
}
