using Holdfast.Bytes;
using Holdfast.Lightning;

namespace Holdfast.ReferenceNode;

/// <summary>What a node does with the content of a commitment besides asking for it: keep it as bytes, ask for almost the same, see it from the other side.</summary>
public static class ContentCopies
{
    /// <summary>Two contents are the same when and only when these bytes are.</summary>
    public static byte[] Encode(this CommitmentFields content)
    {
        ByteWriter writer = new(content.LengthBytes);
        content.Write(writer, withPoint: true);
        return writer.ToArray();
    }

    /// <exception cref="MalformedException">These are not the bytes of <see cref="Encode"/>.</exception>
    public static CommitmentFields Decode(byte[] bytes)
    {
        ByteReader reader = new(bytes);
        CommitmentFields content = new();
        content.ReadCounterparty(reader);
        reader.End();
        return content;
    }

    /// <summary>A copy with other numbers. The HTLCs themselves are shared.</summary>
    public static CommitmentFields With(this CommitmentFields content, Action<CommitmentFields> change)
    {
        CommitmentFields copy = new()
        {
            Number = content.Number,
            Point = content.Point,
            FeeratePerKw = content.FeeratePerKw,
            ToHolderSat = content.ToHolderSat,
            ToCounterpartySat = content.ToCounterpartySat,
            Htlcs = content.Htlcs,
        };
        change(copy);
        return copy;
    }

    /// <summary>The same commitment as the other side names it.</summary>
    public static CommitmentFields Mirrored(this CommitmentFields content) => content.With(copy =>
    {
        copy.ToHolderSat = content.ToCounterpartySat;
        copy.ToCounterpartySat = content.ToHolderSat;
        copy.Htlcs = [.. content.Htlcs.Select(htlc => new Htlc
        {
            IsOfferedByPeer = !htlc.IsOfferedByPeer, IsTrimmed = htlc.IsTrimmed, AmountMsat = htlc.AmountMsat, PaymentHash = htlc.PaymentHash, Expiry = htlc.Expiry,
        })];
    });
}
