using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>The content of a commitment as the opener sees it.</summary>
public sealed class TestContent
{
    public ulong OurSat;
    public ulong TheirSat;
    public uint FeeratePerKw = 253;
    public Htlc[] Htlcs = new Htlc[0];

    /// <summary>The HTLCs with the directions of one side.</summary>
    public Htlc[] SeenBy(bool ours)
    {
        Htlc[] seen = new Htlc[Htlcs.Length];
        for (int i = 0; i < seen.Length; i++)
        {
            Htlc htlc = new Htlc();
            htlc.IsOfferedByPeer = ours ? Htlcs[i].IsOfferedByPeer : !Htlcs[i].IsOfferedByPeer;
            htlc.IsTrimmed = Htlcs[i].IsTrimmed;
            htlc.AmountMsat = Htlcs[i].AmountMsat;
            htlc.PaymentHash = Htlcs[i].PaymentHash;
            htlc.Expiry = Htlcs[i].Expiry;
            seen[i] = htlc;
        }

        return seen;
    }
}
