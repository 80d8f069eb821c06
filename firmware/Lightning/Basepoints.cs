using Holdfast.Bytes;

namespace Holdfast.Lightning;

/// <summary>
/// One side's four basepoints, 33 bytes each, in the order of open_channel (BOLT 2). Lengths are checked here; that the points lie on the
/// curve is checked where they are accepted (Secp256k1.IsPoint), once.
/// </summary>
public sealed class Basepoints
{
    public readonly byte[] Revocation;
    public readonly byte[] Payment;
    public readonly byte[] Htlc;
    public readonly byte[] Delayed;

    public Basepoints(byte[] revocation, byte[] payment, byte[] htlc, byte[] delayed)
    {
        if (revocation.Length != 33 || payment.Length != 33 || htlc.Length != 33 || delayed.Length != 33)
        {
            throw new MalformedException("a basepoint has 33 bytes");
        }

        Revocation = revocation;
        Payment = payment;
        Htlc = htlc;
        Delayed = delayed;
    }
}
