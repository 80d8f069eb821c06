using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Towers.Facts;

namespace Holdfast.Requests;

/// <summary>Sends a backup to a tower. Only one that the device made for this session: the tower would put anything else in the place of a good one.</summary>
public static class UpdateTowerHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        UpdateTower request = UpdateTower.Decode(body);
        TowerLink link = signer.Towers.ReadyLink(request.Link);
        TowerSession session = signer.Towers.SessionOf(link.Index);
        TowerState state = new TowerState(request.ChannelId, request.FundingPrefix, request.Number);
        TowerRules.RequireBackup(session != null, request.Blob.Length == JusticeKit.BlobBytes
            && Check.SameSecret(request.Seal, signer.Towers.Seal(link.Index, state, request.Hint, request.Blob)));
        if (request.UpdateNumber == 0 || request.UpdateNumber > session.MaxUpdates)
        {
            throw new MalformedException("the updates of a session are numbered from 1 to its maximum");
        }

        // From here on the session is not deleted as long as the channel is open. Slot 0 has no channel: it stands for those that are gone.
        int slot = signer.Channels.SlotOf(request.ChannelId);
        slot = slot < 0 ? 0 : slot;
        if (!session.Covers(slot))
        {
            signer.Towers.Record(new TowerSessionCovers(link.Index, slot));
        }

        UpdateTowerReply reply = new UpdateTowerReply();
        reply.Bytes = link.Update(state, request.UpdateNumber, request.LastApplied, request.IsComplete, request.Hint, request.Blob);
        return reply.Encode();
    }
}
