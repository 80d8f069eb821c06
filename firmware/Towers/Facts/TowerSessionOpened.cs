using Holdfast.Bytes;

namespace Holdfast.Towers.Facts;

/// <summary>A tower has opened a session for a reserved index: its reservation is over, and the next one gets another index.</summary>
public sealed class TowerSessionOpened : ITowerFact
{
    private readonly TowerSession _session;

    public TowerSessionOpened(TowerSession session)
    {
        _session = session;
    }

    public void ApplyTo(TowerBook book)
    {
        Check.That(book.ReservationOf(_session.Index) != null, "a session has a reserved index");
        book.Reservations = Without(book.Reservations, _session.Index);
        TowerSession[] sessions = new TowerSession[book.Sessions.Length + 1];
        for (int i = 0; i < book.Sessions.Length; i++)
        {
            sessions[i] = book.Sessions[i];
        }

        sessions[book.Sessions.Length] = _session;
        book.Sessions = sessions;
    }

    /// <summary>All reservations but that of an index.</summary>
    internal static TowerReservation[] Without(TowerReservation[] reservations, uint index)
    {
        int kept = 0;
        for (int i = 0; i < reservations.Length; i++)
        {
            kept += reservations[i].Index == index ? 0 : 1;
        }

        TowerReservation[] others = new TowerReservation[kept];
        int next = 0;
        for (int i = 0; i < reservations.Length; i++)
        {
            if (reservations[i].Index != index)
            {
                others[next++] = reservations[i];
            }
        }

        return others;
    }
}
