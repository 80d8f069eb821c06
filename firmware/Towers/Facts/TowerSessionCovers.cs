using Holdfast.Bytes;

namespace Holdfast.Towers.Facts;

/// <summary>A session gets its first backup of the channel in a slot. Durable before the backup leaves: from then on the session is not deleted.</summary>
public sealed class TowerSessionCovers : ITowerFact
{
    private readonly uint _index;
    private readonly int _slot;

    public TowerSessionCovers(uint index, int slot)
    {
        _index = index;
        _slot = slot;
    }

    public void ApplyTo(TowerBook book)
    {
        Check.That(book.SessionOf(_index) != null, "a session is open");
        TowerSession[] sessions = new TowerSession[book.Sessions.Length];
        for (int i = 0; i < sessions.Length; i++)
        {
            sessions[i] = book.Sessions[i].Index == _index ? book.Sessions[i].With(_slot) : book.Sessions[i];
        }

        book.Sessions = sessions;
    }
}
