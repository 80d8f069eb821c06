using Holdfast.Towers;

namespace Holdfast.Requests;

/// <summary>What the device knows of a commitment of the peer that it has just signed, and will not know any more when it is revoked. Immutable.</summary>
public sealed class StateTicket
{
    public readonly TowerState State;

    /// <summary>Internal byte order.</summary>
    public readonly byte[] Txid;

    /// <summary>Of the peer's delayed output; 0 when there is none.</summary>
    public readonly int Vout;

    /// <summary>Its amount; 0 when there is none.</summary>
    public readonly ulong Sat;

    /// <summary>The peer's point.</summary>
    public readonly byte[] Point;

    public StateTicket(TowerState state, byte[] txid, int vout, ulong sat, byte[] point)
    {
        State = state;
        Txid = txid;
        Vout = vout;
        Sat = sat;
        Point = point;
    }
}
