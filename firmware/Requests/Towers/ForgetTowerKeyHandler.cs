using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Towers.Facts;

namespace Holdfast.Requests;

/// <summary>
/// The way out of every session, also with a tower that is dead: the device gives up the key. It is never given out again and speaks to nobody, so nobody
/// can delete what the tower has.
/// </summary>
public static class ForgetTowerKeyHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ForgetTowerKey request = ForgetTowerKey.Decode(body);
        TowerBook book = signer.Towers.Book;
        if (book.SessionOf(request.Index) != null || book.ReservationOf(request.Index) != null)
        {
            signer.Towers.Record(new TowerKeyForgotten(request.Index));
        }

        return new ForgetTowerKeyReply().Encode();
    }
}
