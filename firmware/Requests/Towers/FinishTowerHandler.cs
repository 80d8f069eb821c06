using System;
using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>Acts two and three. Only the tower can make act two; with act three the device's Init goes out.</summary>
public static class FinishTowerHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        FinishTower request = FinishTower.Decode(body);
        TowerLink link = signer.Towers.Link(request.Link);
        if (!link.IsShaking)
        {
            throw TowerContext.NoLink("the handshake of this link is over");
        }

        TowerSession session = signer.Towers.SessionOf(link.Index);
        byte[] secret = signer.Towers.Secret(link.Index);
        try
        {
            byte[] bytes = link.Finish(request.Act, secret, signer.Curve.PublicKey(secret), Features(signer, link, session));
            FinishTowerReply reply = new FinishTowerReply();
            reply.IsConnected = bytes != null;
            reply.Bytes = bytes != null ? bytes : new byte[0];
            return reply.Encode();
        }
        finally
        {
            Array.Clear(secret, 0, secret.Length);
        }
    }

    // What a session needs of the tower is asked when it is made.
    private static int Features(SignerContext signer, TowerLink link, TowerSession session)
    {
        bool asksForAnchors = session == null && signer.Towers.Book.ReservationOf(link.Index).BlobType == BlobTypes.Anchors;
        return TowerMessages.FeatureAltruist | (asksForAnchors ? TowerMessages.FeatureAnchors : 0);
    }
}
