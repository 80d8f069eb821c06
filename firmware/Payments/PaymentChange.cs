namespace Holdfast.Payments;

/// <summary>What a commitment would change for the payments of all channels together.</summary>
public sealed class PaymentChange
{
    private readonly uint _expiryDelta;
    private readonly uint _expiryMin;

    public PaymentChange(uint expiryDelta, uint expiryMin)
    {
        _expiryDelta = expiryDelta;
        _expiryMin = expiryMin;
    }

    /// <summary>The slot of a channel that decides and of which the payments are not known; -1 when there is none.</summary>
    public int MissingSlot { get; internal set; } = -1;

    /// <summary>What is paid that nothing covers, all hashes together; millisatoshi.</summary>
    public ulong UncoveredMsat { get; private set; }

    /// <summary>What is given back although it was paid on, all hashes together; millisatoshi.</summary>
    public ulong GivenBackMsat { get; private set; }

    /// <summary>True when there is something of either.</summary>
    public bool IsShort
    {
        get { return UncoveredMsat != 0 || GivenBackMsat != 0; }
    }

    /// <summary>The first 20 bytes of the first hash of which something is uncovered or given back; else null.</summary>
    public byte[] HashPrefix { get; private set; }

    /// <summary>True when something comes in for one of the payments that are not covered, but too little.</summary>
    public bool HasIncoming { get; private set; }

    /// <summary>True when one of the payments that are not covered was agreed to, but with less.</summary>
    public bool HasApproval { get; private set; }

    /// <summary>True when an incoming payment expires too early for what is paid on.</summary>
    public bool IsLate { get; private set; }

    // Every sum is below 2^63: amounts have 48 bits, and there are fewer than 2^15 of them.
    internal void Add(HashSum before, HashSum next, HashSum others, byte[] hashPrefix, ulong approvedMsat)
    {
        bool grows = next.OutMsat > before.OutMsat;
        long out0 = (long)(before.OutMsat + others.OutMsat);
        long out1 = (long)(next.OutMsat + others.OutMsat);
        long open0 = (long)(before.OpenInMsat + others.OpenInMsat);
        long received = (long)(before.ReceivedMsat + others.ReceivedMsat);
        long open1 = (long)(next.OpenInMsat + next.ReceivedMsat + others.OpenInMsat + others.ReceivedMsat) - received;

        // What came to the holder for good covers what had left already, and nothing new: where more leaves, the rest of it counts as spent (HtlcTables.Spent).
        long short0 = Positive(out0 - open0 - received - (long)approvedMsat);
        long short1 = Positive(out1 - open1 - received - (long)approvedMsat);
        if (short1 > short0)
        {
            UncoveredMsat += grows ? (ulong)(short1 - short0) : 0;
            GivenBackMsat += grows ? 0 : (ulong)(short1 - short0);
            HashPrefix = HashPrefix == null ? hashPrefix : HashPrefix;
            HasIncoming |= grows && open1 > 0;
            HasApproval |= grows && approvedMsat != 0;
        }

        // Also where an incoming one is given back: what is left has to last as long. What is agreed to or received and was not paid yet lasts for ever; so does what is short,
        // which is not a question of time.
        long settled = out1 - (long)(next.Out.From(0) + others.Out.From(0));
        long lasting = Positive((long)approvedMsat + (long)(next.ReceivedMsat + others.ReceivedMsat) - settled) + short1;
        IsLate |= IsTooEarly(next, others, lasting, Positive(out0 - settled - lasting), grows);
    }

    // Parts of one payment may come and leave with different expiries. Each outgoing part needs an incoming one that expires later by the limit; so of what expires from any
    // height on, no more may leave than comes in with so much later expiries. What comes in and expires before the earliest height covers only what had left before.
    private bool IsTooEarly(HashSum next, HashSum others, long lasting, long before, bool grows)
    {
        long inTime = (long)(next.In.From(_expiryMin) + others.In.From(_expiryMin));
        long expiring = (long)(next.In.From(0) + others.In.From(0)) - inTime;
        long leaving = (long)(next.Out.From(0) + others.Out.From(0));
        bool isTooEarly = grows && leaving > inTime + (expiring < before ? expiring : before) + lasting;
        for (int i = 0; i < next.Out.Count + others.Out.Count; i++)
        {
            uint expiry = i < next.Out.Count ? next.Out.ExpiryAt(i) : others.Out.ExpiryAt(i - next.Out.Count);
            ulong until = (ulong)expiry + _expiryDelta;
            isTooEarly |= (long)(next.Out.From(expiry) + others.Out.From(expiry)) > (long)(next.In.From(until) + others.In.From(until)) + lasting;
        }

        return isTooEarly;
    }

    private static long Positive(long value)
    {
        return value < 0 ? 0 : value;
    }
}
