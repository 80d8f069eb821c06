using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>One side's four basepoints in the order of the wire: revocation, payment, htlc, delayed; 33 bytes each.</summary>
public sealed class BasepointFields
{
    public byte[] Revocation;

    public byte[] Payment;

    public byte[] Htlc;

    public byte[] Delayed;

    public void Write(ByteWriter writer)
    {
        FixedField.Write(writer, Revocation, 33);
        FixedField.Write(writer, Payment, 33);
        FixedField.Write(writer, Htlc, 33);
        FixedField.Write(writer, Delayed, 33);
    }

    public static BasepointFields Read(ByteReader reader)
    {
        BasepointFields basepoints = new BasepointFields();
        basepoints.Revocation = reader.Bytes(33);
        basepoints.Payment = reader.Bytes(33);
        basepoints.Htlc = reader.Bytes(33);
        basepoints.Delayed = reader.Bytes(33);
        return basepoints;
    }
}
