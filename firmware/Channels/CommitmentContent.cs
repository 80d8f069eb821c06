using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.Channels;

/// <summary>
/// The numbers from which a commitment transaction is rebuilt, as a request carried them. Amounts are output values: 0 where the side has no
/// output. Immutable.
/// </summary>
public sealed class CommitmentContent
{
    public readonly ulong Number;

    /// <summary>The broadcaster's per-commitment point, 33 bytes.</summary>
    public readonly byte[] Point;

    /// <summary>0 when the node does not tell (openings); only the fees of HTLC transactions depend on it.</summary>
    public readonly uint FeeratePerKw;

    public readonly ulong ToHolderSat;

    public readonly ulong ToCounterpartySat;

    /// <summary>All payments in flight, trimmed ones too.</summary>
    public readonly Htlc[] Htlcs;

    public CommitmentContent(ulong number, byte[] point, uint feeratePerKw, ulong toHolderSat, ulong toCounterpartySat, Htlc[] htlcs)
    {
        Number = number;
        Point = point;
        FeeratePerKw = feeratePerKw;
        ToHolderSat = toHolderSat;
        ToCounterpartySat = toCounterpartySat;
        Htlcs = htlcs;
    }

    /// <summary>
    /// The canonical bytes of the whole content on one funding: equal bytes mean equal content, whatever order the HTLCs came in.
    /// <code>
    /// funding txid 32 | vout u32 | number u64 | point 33 | feerate u32 | to holder u64 | to counterparty u64 | HTLC count u16
    /// | HTLCs, sorted by their bytes: u8 flags (1 offered by us, 2 trimmed) | amount msat u64 | payment hash 32 | expiry u32
    /// </code>
    /// </summary>
    public byte[] Encode(Funding funding)
    {
        byte[][] sorted = new byte[Htlcs.Length][];
        for (int i = 0; i < Htlcs.Length; i++)
        {
            byte[] item = Encode(Htlcs[i]);
            int at = i;
            while (at > 0 && Scripts.Compare(item, sorted[at - 1]) < 0)
            {
                sorted[at] = sorted[at - 1];
                at--;
            }

            sorted[at] = item;
        }

        ByteWriter writer = new ByteWriter(99 + 45 * Htlcs.Length);
        writer.Bytes(funding.Txid);
        writer.U32(funding.Vout);
        writer.U64(Number);
        writer.Bytes(Point);
        writer.U32(FeeratePerKw);
        writer.U64(ToHolderSat);
        writer.U64(ToCounterpartySat);
        writer.U16((ushort)Htlcs.Length);
        for (int i = 0; i < sorted.Length; i++)
        {
            writer.Bytes(sorted[i]);
        }

        return writer.ToArray();
    }

    private static byte[] Encode(Htlc htlc)
    {
        ByteWriter writer = new ByteWriter(45);
        writer.U8((byte)((htlc.OfferedByHolder ? 1 : 0) | (htlc.Trimmed ? 2 : 0)));
        writer.U64(htlc.AmountMsat);
        writer.Bytes(htlc.PaymentHash);
        writer.U32(htlc.Expiry);
        return writer.ToArray();
    }
}
