namespace Holdfast.Towers.Facts;

/// <summary>An index is of no use any more, reserved or open. It is never given out again, so nobody speaks to the tower under its key.</summary>
public sealed class TowerKeyForgotten : ITowerFact
{
    private readonly uint _index;

    public TowerKeyForgotten(uint index)
    {
        _index = index;
    }

    public void ApplyTo(TowerBook book)
    {
        book.Reservations = TowerSessionOpened.Without(book.Reservations, _index);
        int kept = 0;
        for (int i = 0; i < book.Sessions.Length; i++)
        {
            kept += book.Sessions[i].Index == _index ? 0 : 1;
        }

        TowerSession[] sessions = new TowerSession[kept];
        int next = 0;
        for (int i = 0; i < book.Sessions.Length; i++)
        {
            if (book.Sessions[i].Index != _index)
            {
                sessions[next++] = book.Sessions[i];
            }
        }

        book.Sessions = sessions;
    }
}
