using Holdfast.Bytes;

namespace Holdfast.Requests;

/// <summary>The commitments of peers that were signed last. Memory only: who comes too late signs the same commitment again, and asks then.</summary>
public sealed class StateTickets
{
    /// <summary>The host asks for each right after it was signed; a splice signs three in a row.</summary>
    public const int CountMax = 4;

    private readonly StateTicket[] _newestFirst = new StateTicket[CountMax];

    /// <summary>Remembers one, in place of the oldest; null is nothing.</summary>
    public void Add(StateTicket ticket)
    {
        if (ticket == null)
        {
            return;
        }

        for (int i = CountMax - 1; i > 0; i--)
        {
            _newestFirst[i] = _newestFirst[i - 1];
        }

        _newestFirst[0] = ticket;
    }

    /// <summary>Null when it is not remembered.</summary>
    public StateTicket Find(byte[] channelId, uint fundingPrefix, ulong number)
    {
        for (int i = 0; i < CountMax; i++)
        {
            StateTicket ticket = _newestFirst[i];
            if (ticket != null && ticket.State.Number == number && ticket.State.FundingPrefix == fundingPrefix && Check.Same(ticket.State.ChannelId, channelId))
            {
                return ticket;
            }
        }

        return null;
    }
}
