using Holdfast.Lightning;

namespace Holdfast.Unit.Requests;

/// <summary>HTLCs as the device under test sees them.</summary>
public static class TestHtlc
{
    public static readonly Htlc[] None = new Htlc[0];

    public static Htlc In(byte hash, ulong msat, uint expiry)
    {
        return New(true, hash, msat, expiry);
    }

    public static Htlc Out(byte hash, ulong msat, uint expiry)
    {
        return New(false, hash, msat, expiry);
    }

    public static Htlc[] One(Htlc htlc)
    {
        return new Htlc[] { htlc };
    }

    public static Htlc New(bool isOfferedByPeer, byte hash, ulong msat, uint expiry)
    {
        return Of(isOfferedByPeer, TestDevice.Fill(32, hash), msat, expiry);
    }

    public static Htlc Of(bool isOfferedByPeer, byte[] hash, ulong msat, uint expiry)
    {
        Htlc htlc = new Htlc();
        htlc.IsOfferedByPeer = isOfferedByPeer;
        htlc.AmountMsat = msat;
        htlc.PaymentHash = hash;
        htlc.Expiry = expiry;
        return htlc;
    }
}
