using Holdfast.Lightning;
using Holdfast.Payments;

namespace Holdfast.Unit.Payments;

/// <summary>Contents and tables for the tests of this room.</summary>
public static class Sample
{
    /// <summary>What HTLCs that are not listed may take in one step.</summary>
    public const ulong UnlistedMax = 100000;

    /// <summary>An HTLC of the peer, with a hash of one byte; amounts in millisatoshi.</summary>
    public static Htlc In(byte hash, ulong msat, uint expiry)
    {
        Htlc htlc = Out(hash, msat, expiry);
        htlc.IsOfferedByPeer = true;
        return htlc;
    }

    /// <summary>An HTLC of the holder.</summary>
    public static Htlc Out(byte hash, ulong msat, uint expiry)
    {
        Htlc htlc = new Htlc();
        htlc.AmountMsat = msat;
        htlc.PaymentHash = new byte[32];
        for (int i = 0; i < 32; i++)
        {
            htlc.PaymentHash[i] = hash;
        }

        htlc.Expiry = expiry;
        return htlc;
    }

    public static byte[] Tag(byte hash)
    {
        byte[] tag = new byte[HtlcTable.PrefixBytes];
        for (int i = 0; i < tag.Length; i++)
        {
            tag[i] = hash;
        }

        return tag;
    }

    /// <summary>A channel in which nothing is in flight and the holder owns exactly this on both sides.</summary>
    public static HtlcTable Fresh(ulong msat)
    {
        return new HtlcTable().With(new Htlc[0], HtlcTable.Newest, msat, msat, null!, 0).With(new Htlc[0], HtlcTable.Current, msat, msat, null!, 0);
    }

    /// <summary>The next commitment of one side, with the balance that its outputs show.</summary>
    public static HtlcTable Step(HtlcTable table, int column, Htlc[] htlcs, ulong msat)
    {
        return table.With(htlcs, column, msat / 1000 * 1000, msat / 1000 * 1000 + 999, null!, UnlistedMax);
    }

    /// <summary>Both sides go on to a content, each revokes what was before.</summary>
    public static HtlcTable Round(HtlcTable table, Htlc[] htlcs, ulong msat)
    {
        HtlcTable next = Step(table, HtlcTable.Pending, htlcs, msat).AfterRevoking();
        return Step(next, HtlcTable.Newest, htlcs, msat).AfterRevocation();
    }

    public static HtlcTables World(HtlcTable one, HtlcTable other)
    {
        HtlcTables tables = new HtlcTables(3);
        tables.Set(1, one, false, false);
        tables.Set(2, other, false, false);
        return tables;
    }

    /// <summary>What a step on the channel in slot 1 or 2 would change.</summary>
    public static PaymentChange Judge(HtlcTables tables, int slot, HtlcTable next, ulong approvedMsat)
    {
        return Judge(tables, slot, next, approvedMsat, 0);
    }

    public static PaymentChange Judge(HtlcTables tables, int slot, HtlcTable next, ulong approvedMsat, uint expiryMin)
    {
        HtlcTable spent = tables.Spent(slot, tables.At(slot), next, HtlcTable.Newest);
        return tables.Judge(slot, tables.At(slot), spent, new Approved(approvedMsat), 34, expiryMin);
    }

    /// <summary>The same amount for every hash.</summary>
    public sealed class Approved : IApprovals
    {
        private readonly ulong _msat;

        public Approved(ulong msat)
        {
            _msat = msat;
        }

        public ulong ApprovedMsat(byte[] hashPrefix)
        {
            return _msat;
        }

        public ulong RememberedMsat(byte[] hashPrefix)
        {
            return _msat;
        }
    }
}
