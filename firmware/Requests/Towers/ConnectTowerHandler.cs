using System;
using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>Act one of the handshake with a tower, under a key that was given out for this tower.</summary>
public static class ConnectTowerHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer, SignerDevice device)
    {
        ConnectTower request = ConnectTower.Decode(body);
        TowerContext.RequireLink(request.Link);
        byte[] tower = KeyValidation.RequirePoint(signer, request.Tower);
        TowerSession session = signer.Towers.SessionOf(request.Index);
        byte[] owner = session != null ? session.Tower : signer.Towers.Book.ReservationOf(request.Index).Tower;
        TowerRules.RequireReserved(Check.Same(owner, tower));

        byte[] ephemeral = device.Random(tower);
        try
        {
            Check.That(signer.Curve.IsSecret(ephemeral), "a random number is a secret of the curve");
            NoiseHandshake handshake = new NoiseHandshake(signer.Curve, signer.Hmac, tower, ephemeral);
            ConnectTowerReply reply = new ConnectTowerReply();
            reply.Act = handshake.ActOne();
            signer.Towers.Connect(request.Link, new TowerLink(tower, request.Index, ChainHash.Of(signer.Network), handshake));
            return reply.Encode();
        }
        finally
        {
            Array.Clear(ephemeral, 0, ephemeral.Length);
        }
    }
}
