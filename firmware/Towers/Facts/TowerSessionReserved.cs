using Holdfast.Bytes;

namespace Holdfast.Towers.Facts;

/// <summary>An index was given out for a tower and a kind of backup, in place of the one before. Durable before the public key leaves.</summary>
public sealed class TowerSessionReserved : ITowerFact
{
    private readonly TowerReservation _reservation;

    public TowerSessionReserved(TowerReservation reservation)
    {
        _reservation = reservation;
    }

    public void ApplyTo(TowerBook book)
    {
        Check.That(_reservation.Index > book.LastIndex && _reservation.Index <= TowerBook.IndexMax, "an index is given out once");
        book.LastIndex = _reservation.Index;
        TowerReservation old = book.ReservationFor(_reservation.Tower, _reservation.BlobType);
        TowerReservation[] all = TowerSessionOpened.Without(book.Reservations, old == null ? 0 : old.Index);
        book.Reservations = new TowerReservation[all.Length + 1];
        for (int i = 0; i < all.Length; i++)
        {
            book.Reservations[i] = all[i];
        }

        book.Reservations[all.Length] = _reservation;
    }
}
