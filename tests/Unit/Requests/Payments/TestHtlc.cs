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

    /// <summary>The same HTLC with a hash that is another in its last byte only.</summary>
    public static Htlc Alike(Htlc htlc)
    {
        byte[] hash = new byte[32];
        for (int i = 0; i < hash.Length; i++)
        {
            hash[i] = (byte)(htlc.PaymentHash[i] ^ (i == 31 ? 1 : 0));
        }

        return Of(htlc.IsOfferedByPeer, hash, htlc.AmountMsat, htlc.Expiry);
    }
}
