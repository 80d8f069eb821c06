using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers.Facts;

namespace Holdfast.Requests;

/// <summary>Which towers' acknowledgements count: a tower of a thief acknowledges everything, so the owner names them.</summary>
public static class TrustTowerHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        TrustTower request = TrustTower.Decode(body);
        byte[] tower = KeyValidation.RequirePoint(signer, request.Tower);
        if (request.IsTrusted != signer.Towers.Book.IsTrusted(tower))
        {
            TowerTrusted fact = new TowerTrusted(tower, request.IsTrusted);
            signer.Towers.RequireRoom(fact);
            TowerRules.RequireAgreed(!request.IsTrusted || signer.Owner.Agrees("Rely on the watchtower " + Ascii.Hex(tower) + "?", Sha256.Hash(tower)));
            signer.Towers.Record(fact);

            // The owner may take it back at once; then the same request must not bring it back without a press.
            signer.Owner.Forget();
        }

        return new TrustTowerReply().Encode();
    }
}
