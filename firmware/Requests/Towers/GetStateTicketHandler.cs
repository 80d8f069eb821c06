using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>What the device will have to be told again of a commitment when it is revoked, with a MAC by which it knows it again.</summary>
public static class GetStateTicketHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        GetStateTicket request = GetStateTicket.Decode(body);
        Channel channel = signer.Channels.At(signer.ExitSlotOf(request.ChannelId));
        StateTicket ticket = signer.Towers.Tickets.Find(request.ChannelId, request.FundingPrefix, request.Number);
        if (ticket == null)
        {
            throw RequestException.NotNow(ErrorCode.NoTicket, "this commitment is not remembered; sign it again while it is the newest");
        }

        GetStateTicketReply reply = new GetStateTicketReply();
        reply.Txid = ticket.Txid;
        reply.Vout = (ushort)ticket.Vout;
        reply.Sat = ticket.Sat;
        reply.Ticket = signer.Towers.Ticket(ticket.State, ticket.Txid, ticket.Vout, ticket.Sat, ticket.Point);
        reply.Unacknowledged = (byte)channel.Unacknowledged;
        return reply.Encode();
    }
}
