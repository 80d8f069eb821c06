using Holdfast.Bytes;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Towers;
using Holdfast.Towers.Facts;

namespace Holdfast.Requests;

/// <summary>A session key for one tower and one kind of backup. Its index is on flash before the key leaves, so no other tower ever sees it.</summary>
public static class ReserveTowerKeyHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReserveTowerKey request = ReserveTowerKey.Decode(body);
        TowerBook book = signer.Towers.Book;
        byte[] tower = KeyValidation.RequirePoint(signer, request.Tower);
        TowerReservation reservation = book.ReservationFor(tower, request.BlobType);
        if (reservation == null || request.IsForced)
        {
            RestoreRules.RequirePromise(signer.IsRestored, false);
            uint index = book.NextIndex(request.IsForced);
            TowerRules.RequireReservation(BlobTypes.IsKnown(request.BlobType), index <= TowerBook.IndexMax);
            reservation = new TowerReservation(tower, request.BlobType, index);
            signer.Towers.Record(new TowerSessionReserved(reservation));
        }

        ReserveTowerKeyReply reply = new ReserveTowerKeyReply();
        reply.Index = reservation.Index;
        reply.SessionKey = signer.Towers.PublicKey(reservation.Index);
        return reply.Encode();
    }
}
