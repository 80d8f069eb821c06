namespace Holdfast.Lightning;

/// <summary>
/// The outputs of a commitment transaction while it is put together, kept in the order of BOLT 3, Transaction Output Ordering: value, then
/// script, then expiry for HTLCs that are otherwise the same.
/// </summary>
internal sealed class CommitmentOutputs
{
    private readonly Htlc[] _htlcs;
    private readonly ulong[] _values;
    private readonly byte[][] _scripts;
    private readonly int[] _htlcIndex;
    private int _count;

    /// <param name="htlcs">The list that indices of <see cref="Insert"/> refer to.</param>
    /// <param name="countMax">How many outputs there can be.</param>
    public CommitmentOutputs(Htlc[] htlcs, int countMax)
    {
        _htlcs = htlcs;
        _values = new ulong[countMax];
        _scripts = new byte[countMax][];
        _htlcIndex = new int[countMax];
    }

    public int Count
    {
        get { return _count; }
    }

    /// <summary>Puts an output in its place; <paramref name="htlcIndex"/> is -1 for one that is no HTLC.</summary>
    public void Insert(ulong valueSat, byte[] script, int htlcIndex)
    {
        int at = _count++;
        while (at > 0 && Precedes(valueSat, script, htlcIndex, at - 1))
        {
            _values[at] = _values[at - 1];
            _scripts[at] = _scripts[at - 1];
            _htlcIndex[at] = _htlcIndex[at - 1];
            at--;
        }

        _values[at] = valueSat;
        _scripts[at] = script;
        _htlcIndex[at] = htlcIndex;
    }

    public ulong SumSat()
    {
        ulong sum = 0;
        for (int i = 0; i < _count; i++)
        {
            sum += _values[i];
        }

        return sum;
    }

    /// <summary>Which HTLCs have the HTLC outputs, and where these are, in output order.</summary>
    public void FindHtlcs(int[] index, int[] vouts)
    {
        int found = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_htlcIndex[i] >= 0)
            {
                index[found] = _htlcIndex[i];
                vouts[found++] = i;
            }
        }
    }

    /// <summary>The first output with this script; −1 when there is none.</summary>
    public int Find(byte[] script)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_scripts[i] == script)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public int Length()
    {
        int length = 0;
        for (int i = 0; i < _count; i++)
        {
            length += 9 + _scripts[i].Length;
        }

        return length;
    }

    public void Write(TransactionWriter transaction)
    {
        for (int i = 0; i < _count; i++)
        {
            transaction.U64(_values[i]);
            transaction.Sized(_scripts[i]);
        }
    }

    private bool Precedes(ulong valueSat, byte[] script, int htlcIndex, int at)
    {
        if (valueSat != _values[at])
        {
            return valueSat < _values[at];
        }

        int order = Scripts.Compare(script, _scripts[at]);
        if (order != 0)
        {
            return order < 0;
        }

        return htlcIndex >= 0 && _htlcIndex[at] >= 0 && _htlcs[htlcIndex].Expiry < _htlcs[_htlcIndex[at]].Expiry;
    }
}
