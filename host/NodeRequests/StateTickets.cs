using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>
/// Fetches the device's ticket of a commitment of the peer, around its signing, and gives it to the keeper. The signature goes on to the node only when the ticket
/// is kept: a state that the peer may get is one that can be backed up when it is revoked.
/// </summary>
internal static class StateTickets
{
    /// <summary>Of both anchors (BOLT 3).</summary>
    private const ulong AnchorSat = 330;

    /// <summary>Before the device is asked: a full disk must be known now.</summary>
    public static void Announce(NodeSession session, SignerDoor signer, ChannelName channel, SignCounterpartyCommitment commitment, FundingSpend spend)
    {
        if (session.States is { IsOn: true } keeper)
        {
            CatchUp(session, signer, channel);
            keeper.Signing(Of(channel, HasAnchors(spend), commitment, new GetStateTicketReply { Txid = new byte[32], Ticket = [] }));
        }
    }

    /// <summary>
    /// The newest state of a channel may be from a time without towers, when the device gave no tickets. It is asked once more for the same content,
    /// as the intent log has it, for as long as that is the newest; the next state revokes it.
    /// </summary>
    public static void CatchUp(NodeSession session, SignerDoor signer, ChannelName channel)
    {
        ChannelMemory memory = session.Channels.Of(channel);
        lock (memory.CatchingUp)
        {
            if (session.States is not { IsOn: true } keeper || keeper.Beginnings is long beginning && memory.CaughtUp == beginning)
            {
                return;
            }

            foreach (SignCounterpartyCommitment newest in signer.NewestCommitments(channel))
            {
                if (!keeper.Has(channel.ToBytes(), newest.FundingPrefix, newest.Commitment.Number))
                {
                    CatchUp(keeper, signer, channel, newest);
                }
            }

            memory.CaughtUp = beginning;
        }
    }

    private static void CatchUp(IStateKeeper keeper, SignerDoor signer, ChannelName channel, SignCounterpartyCommitment newest)
    {
        // Whether it has anchors is for the device to say, when it makes a backup.
        keeper.Signing(Of(channel, hasAnchors: true, newest, new GetStateTicketReply { Txid = new byte[32], Ticket = [] }));
        try
        {
            signer.Again(newest.Encode());
            if (signer.Unless(ErrorCode.NoTicket, RequestFor(newest)) is Reply reply)
            {
                keeper.Signed(Of(channel, hasAnchors: true, newest, SignerDoor.Decode(reply.Body, GetStateTicketReply.Decode)));
            }
        }
        catch (Exception over) when (over is SignerRefusedException or SignerNotReadyException { Code: ErrorCode.UnknownChannel })
        {
            // It is not the newest, or the channel is over. The next state's ticket is taken as ever.
        }
    }

    /// <summary>After the device has signed.</summary>
    public static void Fetch(IStateKeeper? keeper, SignerDoor signer, ChannelName channel, SignCounterpartyCommitment commitment, FundingSpend spend)
    {
        if (keeper is not { IsOn: true })
        {
            return;
        }

        byte[] request = RequestFor(commitment);
        Reply? reply = signer.Unless(ErrorCode.NoTicket, request);
        if (reply == null)
        {
            // The device was started anew in between: the same content once more, which it gives the same signature.
            signer.Again(commitment.Encode());
            reply = signer.Unless(ErrorCode.NoTicket, request);
        }

        if (reply != null)
        {
            keeper.Signed(Of(channel, HasAnchors(spend), commitment, SignerDoor.Decode(reply.Body, GetStateTicketReply.Decode)));
        }
    }

    private static byte[] RequestFor(SignCounterpartyCommitment commitment) =>
        new GetStateTicket { ChannelId = commitment.ChannelId, FundingPrefix = commitment.FundingPrefix, Number = commitment.Commitment.Number }.Encode();

    private static SignedState Of(ChannelName channel, bool hasAnchors, SignCounterpartyCommitment commitment, GetStateTicketReply ticket) => new(
        channel.ToBytes(),
        commitment.ChannelId,
        hasAnchors,
        commitment.FundingPrefix,
        commitment.Commitment.Number,
        ticket.Txid,
        ticket.Vout,
        ticket.Sat,
        ticket.Ticket);

    private static bool HasAnchors(FundingSpend spend) => spend.Transaction.Outputs.Any(output => output.AmountSat == AnchorSat && output.Script.Length == 34);
}
