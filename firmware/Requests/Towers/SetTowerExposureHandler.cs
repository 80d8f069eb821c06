using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Towers.Facts;

namespace Holdfast.Requests;

/// <summary>
/// How far the channels may go ahead of the towers. To wait more is safe for everybody; to wait less, or not at all, needs the owner: that is also the way out when
/// every tower is dead.
/// </summary>
public static class SetTowerExposureHandler
{
    // The commitment above a revoked one is signed before that one can be revoked.
    private const int ExposureLeast = 2;

    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SetTowerExposure request = SetTowerExposure.Decode(body);
        int wanted = request.ExposureMax;
        if (wanted != 0 && (wanted < ExposureLeast || wanted > TowerBook.ExposureMost))
        {
            throw new MalformedException("the exposure is 0, or 2 to 16 states");
        }

        int present = signer.Towers.Book.ExposureMax;
        if (wanted != present)
        {
            bool isStricter = wanted != 0 && (present == 0 || wanted < present);
            TowerRules.RequireAgreed(isStricter ? signer.Towers.Book.Trusted.Length != 0 : signer.Owner.Agrees(Question(wanted), Sha256.Hash(new byte[] { (byte)present })));
            signer.Towers.Record(new ExposureBounded(wanted));

            // The owner may take it back at once; then the same request must not bring it back without a press.
            signer.Owner.Forget();
        }

        return new SetTowerExposureReply().Encode();
    }

    private static string Question(int wanted)
    {
        return wanted == 0
            ? "Let channels go on without any watchtower?"
            : "Let channels go on with " + wanted.ToString() + " states that no watchtower has?";
    }
}
