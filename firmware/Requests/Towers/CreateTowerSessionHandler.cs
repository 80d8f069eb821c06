using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Towers.Facts;

namespace Holdfast.Requests;

/// <summary>Asks a tower for a session. Where its sweeps pay to follows from the index of a wallet key, so it can only be the wallet's.</summary>
public static class CreateTowerSessionHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        CreateTowerSession request = CreateTowerSession.Decode(body);
        TowerLink link = signer.Towers.ReadyLink(request.Link);
        TowerSession open = signer.Towers.SessionOf(link.Index);
        TowerRules.RequireSession(open == null, request.FeeratePerKw, signer.Limits);
        if (request.MaxUpdates == 0)
        {
            throw new MalformedException("a session takes at least one backup");
        }

        WalletRules.RequirePath(KeyValidation.RequireIndex(request.SweepKeyIndex), signer.Limits);
        TowerSession proposed = new TowerSession(link.Tower, signer.Towers.Book.ReservationOf(link.Index).BlobType, link.Index, request.MaxUpdates,
            request.FeeratePerKw, request.SweepKeyIndex, request.IsTaproot,
            new byte[TowerBookCodec.SetBytes(signer.Journal.SlotCountMax)]);

        // Before the tower is asked: what it then opens has to be remembered.
        signer.Towers.RequireRoom(new TowerSessionOpened(proposed));
        CreateTowerSessionReply reply = new CreateTowerSessionReply();
        reply.Bytes = link.Create(proposed);
        return reply.Encode();
    }
}
