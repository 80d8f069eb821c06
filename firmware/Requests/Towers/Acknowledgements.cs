using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>
/// For which fundings of a channel a tower has the lowest number that is missed. Memory only: after a start of the device the host uploads that one number once
/// more, for the fundings that it needs.
/// </summary>
public sealed class Acknowledgements
{
    private readonly byte[][] _channels;
    private readonly ulong[] _numbers;
    private readonly uint[][] _prefixes;

    public Acknowledgements(int slotCount)
    {
        _channels = new byte[slotCount][];
        _numbers = new ulong[slotCount];
        _prefixes = new uint[slotCount][];
    }

    /// <summary>False for a state that is not the lowest one missed: it is of no use yet, or any more.</summary>
    public bool Note(int slot, Channel channel, TowerState state)
    {
        if (!channel.CountsBackups || channel.Unacknowledged == 0 || state.Number != channel.FirstUnacknowledged
            || state.Number >= channel.CounterpartyRevokedCount || channel.IndexOfPrefix(state.FundingPrefix) < 0)
        {
            return false;
        }

        if (!IsAbout(slot, channel, state.Number))
        {
            _prefixes[slot] = new uint[0];
            _channels[slot] = channel.Id;
            _numbers[slot] = state.Number;
        }

        if (!Has(slot, state.FundingPrefix))
        {
            // Tags of fundings that are gone are dropped, so there are never more than fundings.
            uint[] old = _prefixes[slot];
            uint[] prefixes = new uint[Channel.FundingsMax];
            int count = 0;
            for (int i = 0; i < old.Length; i++)
            {
                if (channel.IndexOfPrefix(old[i]) >= 0)
                {
                    prefixes[count++] = old[i];
                }
            }

            prefixes[count++] = state.FundingPrefix;
            _prefixes[slot] = new uint[count];
            for (int i = 0; i < count; i++)
            {
                _prefixes[slot][i] = prefixes[i];
            }
        }

        return true;
    }

    /// <summary>True when every live funding that counts has the lowest number that is missed.</summary>
    public bool AreComplete(int slot, Channel channel)
    {
        if (!channel.CountsBackups || channel.Unacknowledged == 0 || !IsAbout(slot, channel, channel.FirstUnacknowledged)
            || _numbers[slot] >= channel.CounterpartyRevokedCount)
        {
            return false;
        }

        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            if (channel.Fundings[i].CountsBackups && !channel.Fundings[i].IsRetired && !Has(slot, channel.Fundings[i].Prefix))
            {
                return false;
            }
        }

        return true;
    }

    // A slot may have had another channel, with a funding of the same prefix.
    private bool IsAbout(int slot, Channel channel, ulong number)
    {
        return _numbers[slot] == number && Check.Same(_channels[slot], channel.Id);
    }

    private bool Has(int slot, uint prefix)
    {
        for (int i = 0; i < _prefixes[slot].Length; i++)
        {
            if (_prefixes[slot][i] == prefix)
            {
                return true;
            }
        }

        return false;
    }
}
