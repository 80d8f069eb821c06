namespace Holdfast.NodeRequests;

/// <summary>
/// The fundings for which channels wait, because the device was not shown that they are buried: who has the blocks proves them. channeld asks again every ten
/// seconds until the device says yes. The number of fundings is bounded; the oldest goes first.
/// </summary>
public sealed class WantedProofs
{
    public const int CountMax = 32;

    private readonly Lock _gate = new();
    private readonly List<string> _outpoints = [];

    /// <summary>TXID:INDEX of each.</summary>
    public string[] Now()
    {
        lock (_gate)
        {
            return [.. _outpoints];
        }
    }

    /// <param name="txid">Internal byte order.</param>
    internal void Note(byte[] txid, ushort vout, bool isWanted)
    {
        string outpoint = Convert.ToHexStringLower([.. txid.AsEnumerable().Reverse()]) + ":" + vout;
        lock (_gate)
        {
            _outpoints.Remove(outpoint);
            if (isWanted)
            {
                _outpoints.Add(outpoint);
                _outpoints.RemoveRange(0, Math.Max(0, _outpoints.Count - CountMax));
            }
        }
    }
}
