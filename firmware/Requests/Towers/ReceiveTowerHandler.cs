using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Towers.Facts;

namespace Holdfast.Requests;

/// <summary>
/// Bytes of a tower, which nobody else could have sealed. What a message changes is on flash before the reply: a session that was opened or deleted, and, where
/// the owner wants it, a state that is backed up.
/// </summary>
public static class ReceiveTowerHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReceiveTower request = ReceiveTower.Decode(body);
        TowerLink link = signer.Towers.Link(request.Link);
        if (!link.IsWaiting)
        {
            throw TowerContext.NoLink("nothing is expected of the tower on this link");
        }

        if (request.Bytes.Length != link.NeededBytes)
        {
            throw new MalformedException("a tower's bytes are brought exactly as they are needed");
        }

        link.Receive(request.Bytes);
        ReceiveTowerReply reply = new ReceiveTowerReply();
        reply.Verdict = link.Received;
        reply.NeededBytes = (ushort)link.NeededBytes;
        reply.Data = new byte[0];
        if (link.Received == TowerVerdict.Message)
        {
            Learn(signer, link);
            reply.Type = (ushort)link.Reply.Type;
            reply.Code = (ushort)link.Reply.Code;
            reply.LastApplied = (ushort)link.Reply.LastApplied;
            reply.Data = link.Reply.Data;

            // Up to a kilobyte on each link, which nobody reads again.
            link.ForgetReply();
        }

        return reply.Encode();
    }

    private static void Learn(SignerContext signer, TowerLink link)
    {
        TowerContext towers = signer.Towers;
        int type = link.Reply.Type;
        if (type == TowerMessages.CreateSessionReply && link.IsAgreed && towers.Book.ReservationOf(link.Index) != null)
        {
            towers.Record(new TowerSessionOpened(link.Proposed));
        }
        else if (type == TowerMessages.DeleteSessionReply && (link.IsAgreed || link.Reply.Code == TowerMessages.CodeNotFound)
            && towers.Book.SessionOf(link.Index) != null)
        {
            towers.Record(new TowerKeyForgotten(link.Index));
        }
        else if (type == TowerMessages.StateUpdateReply && link.IsAgreed && towers.Book.IsTrusted(link.Tower))
        {
            towers.Acknowledge(link.Sent);
        }
    }
}
