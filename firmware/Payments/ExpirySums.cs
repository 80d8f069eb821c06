namespace Holdfast.Payments;

/// <summary>Amounts in flight by their expiries; millisatoshi.</summary>
public sealed class ExpirySums
{
    private uint[] _expiries = new uint[2];
    private ulong[] _amounts = new ulong[2];

    /// <summary>How many different expiries.</summary>
    public int Count { get; private set; }

    /// <summary>One of them.</summary>
    public uint ExpiryAt(int index)
    {
        return _expiries[index];
    }

    /// <summary>What expires at this height or later.</summary>
    public ulong From(ulong expiry)
    {
        ulong sum = 0;
        for (int i = 0; i < Count; i++)
        {
            sum += _expiries[i] >= expiry ? _amounts[i] : 0;
        }

        return sum;
    }

    internal void Add(ulong amountMsat, uint expiry)
    {
        int at = 0;
        while (at < Count && _expiries[at] != expiry)
        {
            at++;
        }

        if (at == _expiries.Length)
        {
            uint[] expiries = new uint[2 * at];
            ulong[] amounts = new ulong[2 * at];
            for (int i = 0; i < at; i++)
            {
                expiries[i] = _expiries[i];
                amounts[i] = _amounts[i];
            }

            _expiries = expiries;
            _amounts = amounts;
        }

        _expiries[at] = expiry;
        _amounts[at] += amountMsat;
        Count += at == Count ? 1 : 0;
    }
}
