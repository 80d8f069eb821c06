using Holdfast.Bridge.Translation;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Bridge;

/// <summary>
/// Fetches the device's ticket of a commitment of the peer, around its signing, and gives it to the keeper. The signature goes on to the node only when the ticket
/// is kept: a state that the peer may get is one that can be backed up when it is revoked.
/// </summary>
internal static class StateTickets
{
    /// <summary>Of both anchors (BOLT 3).</summary>
    private const ulong AnchorSat = 330;

    /// <summary>Before the device is asked: a full disk must be known now.</summary>
    public static void Announce(IStateKeeper? keeper, ChannelName channel, SignCounterpartyCommitment commitment, FundingSpend spend)
    {
        if (keeper is { IsOn: true })
        {
            keeper.Signing(Of(channel, commitment, spend, new GetStateTicketReply { Txid = new byte[32], Ticket = [] }));
        }
    }

    /// <summary>After the device has signed.</summary>
    public static void Fetch(IStateKeeper? keeper, SignerDoor signer, ChannelName channel, SignCounterpartyCommitment commitment, FundingSpend spend)
    {
        if (keeper is not { IsOn: true })
        {
            return;
        }

        byte[] request = new GetStateTicket { ChannelId = commitment.ChannelId, FundingPrefix = commitment.FundingPrefix, Number = commitment.Commitment.Number }.Encode();
        Reply? reply = signer.Unless(ErrorCode.NoTicket, request);
        if (reply == null)
        {
            // The device was started anew in between: the same content once more, which it gives the same signature.
            signer.Again(commitment.Encode());
            reply = signer.Unless(ErrorCode.NoTicket, request);
        }

        if (reply != null)
        {
            keeper.Signed(Of(channel, commitment, spend, SignerDoor.Decode(reply.Body, GetStateTicketReply.Decode)));
        }
    }

    private static SignedState Of(ChannelName channel, SignCounterpartyCommitment commitment, FundingSpend spend, GetStateTicketReply ticket) => new(
        channel.ToBytes(),
        commitment.ChannelId,
        HasAnchors(spend),
        commitment.FundingPrefix,
        commitment.Commitment.Number,
        ticket.Txid,
        ticket.Vout,
        ticket.Sat,
        ticket.Ticket);

    private static bool HasAnchors(FundingSpend spend) => spend.Transaction.Outputs.Any(output => output.AmountSat == AnchorSat && output.Script.Length == 34);
}
