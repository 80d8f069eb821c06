namespace Holdfast.Channels;

/// <summary>How what the holder owns differs between two live fundings of one channel, which move together.</summary>
public static class FundingOffset
{
    /// <summary>True where both fundings have commitments of one side to compare.</summary>
    public static bool IsKnown(Channel channel, int from, int to, bool isHolders)
    {
        return HasPair(channel, from, to, isHolders) || HasPair(channel, from, to, !isHolders);
    }

    /// <summary>How much more the holder owns on one funding than on another: by a side's newest commitments where it has both, else by the other side's.</summary>
    public static long Sat(Channel channel, int from, int to, bool isHolders)
    {
        Funding one = channel.Fundings[from];
        Funding other = channel.Fundings[to];
        return HasPair(channel, from, to, isHolders) == isHolders
            ? (long)other.HolderCurrent.HolderSat - (long)one.HolderCurrent.HolderSat
            : (long)other.Counterparty.HolderSat - (long)one.Counterparty.HolderSat;
    }

    private static bool HasPair(Channel channel, int from, int to, bool isHolders)
    {
        Funding one = channel.Fundings[from];
        Funding other = channel.Fundings[to];
        return isHolders ? one.HolderCurrent != null && other.HolderCurrent != null : one.Counterparty != null && other.Counterparty != null;
    }
}
