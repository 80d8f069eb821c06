using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.ReferenceNode;

/// <summary>
/// Everything that decides a commitment transaction, besides the channel's terms: what a signer is asked to sign or to validate.
/// Amounts are the outputs exactly as the transaction pays them, "holder" is the node whose signer is asked.
/// </summary>
public sealed record CommitmentContent(
    ulong Number, byte[] Point, uint FeeratePerKw, ulong ToHolderSat, ulong ToCounterpartySat, HtlcFields[] Htlcs)
{
    /// <summary>Two contents are the same when and only when these bytes are.</summary>
    public byte[] Encode()
    {
        ByteWriter writer = new(96 + (HtlcFields.LengthBytes * Htlcs.Length));
        writer.U64(Number);
        writer.Bytes(Point);
        writer.U32(FeeratePerKw);
        writer.U64(ToHolderSat);
        writer.U64(ToCounterpartySat);
        HtlcFields.WriteAll(writer, Htlcs);
        return writer.ToArray();
    }

    /// <exception cref="MalformedException">These are not the bytes of <see cref="Encode"/>.</exception>
    public static CommitmentContent Decode(byte[] bytes)
    {
        ByteReader reader = new(bytes);
        CommitmentContent content = new(reader.U64(), reader.Bytes(33), reader.U32(), reader.U64(), reader.U64(), HtlcFields.ReadAll(reader));
        reader.End();
        return content;
    }
}
