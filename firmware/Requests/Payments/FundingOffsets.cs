using Holdfast.Bytes;
using Holdfast.Channels;

namespace Holdfast.Requests;

/// <summary>
/// How much more the holder owned on each live funding than on the first one when they were compared first. It does not change from then on: were it measured anew each time,
/// what the comparison tolerates would add up from one commitment to the next. Memory only, so it is measured once after each start.
/// </summary>
internal sealed class FundingOffsets
{
    private const int OthersMax = Channel.FundingsMax - 1;

    private readonly byte[][] _from;
    private readonly byte[][] _to;
    private readonly long[] _sat;

    public FundingOffsets(int slotCount)
    {
        _from = new byte[slotCount * OthersMax][];
        _to = new byte[slotCount * OthersMax][];
        _sat = new long[slotCount * OthersMax];
    }

    /// <summary>Satoshi. It can be measured (<see cref="FundingOffset.IsKnown"/>).</summary>
    public long Sat(int slot, Channel channel, int from, int to, bool isHolders)
    {
        byte[] first = channel.Fundings[from].Txid;
        byte[] other = channel.Fundings[to].Txid;
        int free = slot * OthersMax;
        for (int i = free; i < (slot + 1) * OthersMax; i++)
        {
            if (_to[i] != null && Check.Same(_from[i], first) && Check.Same(_to[i], other))
            {
                return _sat[i];
            }

            free = IsLive(channel, _from[i]) && IsLive(channel, _to[i]) ? free : i;
        }

        _from[free] = first;
        _to[free] = other;
        _sat[free] = FundingOffset.Sat(channel, from, to, isHolders);
        return _sat[free];
    }

    private static bool IsLive(Channel channel, byte[] txid)
    {
        bool isLive = false;
        for (int i = 0; txid != null && i < channel.Fundings.Length; i++)
        {
            isLive |= !channel.Fundings[i].IsRetired && Check.Same(channel.Fundings[i].Txid, txid);
        }

        return isLive;
    }
}
