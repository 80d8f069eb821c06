using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>What a path of two hops says: to the node where it begins, to the holder, and to the payer (invoice_blindedpay of BOLT 12).</summary>
public sealed class PathTerms
{
    private const byte ShortChannelId = 2;
    private const byte PathId = 6;
    private const byte PaymentRelay = 10;
    private const byte PaymentConstraints = 12;

    private readonly MakeBlindedPath _path;

    public PathTerms(MakeBlindedPath path)
    {
        _path = path;
    }

    /// <summary>For the node where it begins. Numbers at the end of a field have no zeros in front.</summary>
    public byte[] ToIntroduction()
    {
        uint last = _path.MaxCltvExpiry;
        last = last > uint.MaxValue - _path.CltvDelta ? uint.MaxValue : last + _path.CltvDelta;
        ByteWriter writer = new ByteWriter(48);
        writer.U8(ShortChannelId);
        writer.U8(8);
        writer.U64(_path.Scid);
        writer.U8(PaymentRelay);
        writer.U8((byte)(6 + BytesOf(_path.FeeBaseMsat)));
        writer.U16(_path.CltvDelta);
        writer.U32(_path.FeeProportional);
        WriteShort(writer, _path.FeeBaseMsat);
        WriteConstraints(writer, last);
        return writer.ToArray();
    }

    /// <summary>For the holder, who knows by the path id what the payment is for.</summary>
    public byte[] ToHolder(byte[] pathId)
    {
        ByteWriter writer = new ByteWriter(56);
        writer.U8(PathId);
        writer.U8((byte)pathId.Length);
        writer.Bytes(pathId);
        WriteConstraints(writer, _path.MaxCltvExpiry);
        return writer.ToArray();
    }

    /// <summary>Names a path, what it was made for, and what the payer has to be told of it.</summary>
    /// <param name="path">The blinded path.</param>
    /// <param name="index">Of the promise.</param>
    /// <param name="cltvDelta">From the introduction to the holder's claim.</param>
    public static byte[] Digest(byte[] path, uint index, uint feeBaseMsat, uint feeProportional, int cltvDelta, ulong htlcMinimumMsat)
    {
        ByteWriter writer = new ByteWriter(path.Length + 24);
        writer.Bytes(path);
        writer.U32(index);
        writer.U32(feeBaseMsat);
        writer.U32(feeProportional);
        writer.U32((uint)cltvDelta);
        writer.U64(htlcMinimumMsat);
        return Sha256.Hash(writer.ToArray());
    }

    private void WriteConstraints(ByteWriter writer, uint maxCltvExpiry)
    {
        writer.U8(PaymentConstraints);
        writer.U8((byte)(4 + BytesOf(_path.HtlcMinimumMsat)));
        writer.U32(maxCltvExpiry);
        WriteShort(writer, _path.HtlcMinimumMsat);
    }

    private static void WriteShort(ByteWriter writer, ulong value)
    {
        for (int i = BytesOf(value) - 1; i >= 0; i--)
        {
            writer.U8((byte)(value >> (8 * i)));
        }
    }

    private static int BytesOf(ulong value)
    {
        int count = 0;
        for (; value != 0; value >>= 8)
        {
            count++;
        }

        return count;
    }
}
