using Holdfast.Crypto;
using Holdfast.ReferenceTower;

namespace Holdfast.HistoryWorld.Backups;

/// <summary>A tower of the world: an honest one, one that takes updates and never answers them, or the thief's, which says yes to everything and keeps nothing.</summary>
internal sealed class ActingTower(string name, byte secret)
{
    private readonly List<TowerLine> _lines = [];
    private byte _ephemeral;

    public string Name { get; } = name;

    public Tower Tower { get; } = new(Sha256.Hash([secret]));

    public byte[] Key => Tower.PublicKey;

    public string Hex => Convert.ToHexStringLower(Key);

    public bool IsHonest => Name == "honest";

    public bool IsSilent => Name == "silent";

    public bool IsThiefs => Name == "thief's";

    /// <summary>Keys under which somebody finished a handshake.</summary>
    public HashSet<string> Callers { get; } = [];

    /// <summary>Hints of updates to which it said yes.</summary>
    public HashSet<string> Promised { get; } = [];

    public TowerLine Answer()
    {
        TowerLine line = Tower.Answer(Sha256.Hash([secret, 1, ++_ephemeral]));
        _lines.Add(line);
        return line;
    }

    /// <summary>
    /// What it says to bytes on one of its lines. As lnd's tower does, it hangs up on a second connection of a key that is connected. Empty: nothing arrives.
    /// </summary>
    public byte[] Say(TowerLine line, byte[] bytes)
    {
        bool wasShaking = line.Session == null;
        int heard = line.Heard.Count;
        byte[] said = line.Send(bytes);
        if (wasShaking && line.Session is byte[] session)
        {
            Callers.Add(Convert.ToHexString(session));
            if (_lines.Exists(other => other != line && !other.IsOver && other.Session != null && other.Session.AsSpan().SequenceEqual(session)))
            {
                line.Close();
                return [];
            }
        }

        foreach (StateUpdateMessage update in line.Heard.Skip(heard).OfType<StateUpdateMessage>())
        {
            if (IsSilent)
            {
                return [];
            }

            if (IsHonest && Tower.Book.Sessions.Values.Any(each => each.Updates.Contains(update)))
            {
                Promised.Add(Convert.ToHexString(update.Hint));
            }
        }

        return said;
    }

    /// <summary>The client closes what it has open under this key.</summary>
    public void Drop(byte[]? session)
    {
        foreach (TowerLine line in _lines.Where(line => session != null && line.Session != null && line.Session.AsSpan().SequenceEqual(session)))
        {
            line.Close();
        }
    }
}
