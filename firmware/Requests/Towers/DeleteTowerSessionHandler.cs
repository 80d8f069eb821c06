using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>Deletes a session at its tower, with all backups: only when the node is done with every channel behind them, and the owner agrees.</summary>
public static class DeleteTowerSessionHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        DeleteTowerSession request = DeleteTowerSession.Decode(body);
        TowerLink link = signer.Towers.ReadyLink(request.Link);
        TowerSession session = signer.Towers.SessionOf(link.Index);
        TowerRules.RequireKnown(session != null);

        bool isEmpty = true;
        bool isOver = true;
        for (int slot = 0; slot < signer.Channels.SlotCount; slot++)
        {
            if (session.Covers(slot))
            {
                isEmpty = false;
                isOver = isOver && (signer.Channels.At(slot) == null || signer.Channels.At(slot).IsForgotten);
            }
        }

        TowerRules.RequireUnused(isOver, isEmpty || (isOver && signer.Owner.Agrees(
            "Delete all backups of session " + session.Index.ToString() + " at its watchtower?", Sha256.Hash(session.Tower))));
        DeleteTowerSessionReply reply = new DeleteTowerSessionReply();
        reply.Bytes = link.Delete();
        return reply.Encode();
    }
}
