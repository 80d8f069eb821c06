using Holdfast.Lightning;

namespace Holdfast.Payments;

/// <summary>
/// The step from one commitment to its successor: which HTLCs are added, which are gone, and what has become of those. The node tells only the contents, so what has
/// become of an HTLC follows from what the holder owns before and after.
/// </summary>
internal sealed class ContentStep
{
    private const int Gone = 4;

    private readonly Htlc[] _htlcs;
    private readonly int _source;
    private readonly int _column;
    private readonly int _binding;
    private readonly int[] _states;
    private readonly byte[][] _added;
    private HtlcTable _table;
    private int _addedCount;
    private int _reusedCount;
    private ulong _addedOutMsat;

    /// <param name="table">This object changes it.</param>
    /// <param name="source">The column that comes before; negative where nothing is known of it.</param>
    /// <param name="column">The column of the content.</param>
    /// <param name="binding">A column of the other side: what has ended there irrevocably (BOLT 2) is not on the content either; negative where there is none.</param>
    public ContentStep(HtlcTable table, Htlc[] htlcs, int source, int column, int binding)
    {
        _table = table;
        _htlcs = htlcs;
        _source = source;
        _column = column;
        _binding = binding;
        _states = new int[table.Count];
        _added = new byte[htlcs.Length][];
    }

    /// <summary>What the holder owns after, at least; once it is explained.</summary>
    public ulong LeastMsat { get; private set; }

    /// <summary>The same, at most.</summary>
    public ulong MostMsat { get; private set; }

    /// <summary>What left the holder and no HTLC explains; negative for what came. Once it is explained.</summary>
    public long UnlistedMsat { get; private set; }

    /// <summary>True when nothing is added and nothing is gone.</summary>
    public bool ChangesNothing
    {
        get
        {
            bool isSame = _addedCount == 0 && _reusedCount == 0;
            for (int i = 0; i < _states.Length; i++)
            {
                isSame &= _states[i] != Gone;
            }

            return isSame;
        }
    }

    /// <summary>Finds the entry of each HTLC.</summary>
    public void Match()
    {
        for (int i = 0; _source >= 0 && i < _states.Length; i++)
        {
            int state = _table.State(i, _source);
            _states[i] = state == HtlcTable.InFlight ? Gone : state;
        }

        byte[][] missing = new byte[_htlcs.Length][];
        int count = 0;
        for (int i = 0; i < _htlcs.Length; i++)
        {
            byte[] key = HtlcTable.KeyOf(_htlcs[i]);
            if (!Take(key, false, true) && !Take(key, false, false))
            {
                missing[count++] = key;
                _addedOutMsat += _htlcs[i].IsOfferedByPeer ? 0 : _htlcs[i].AmountMsat;
            }
        }

        for (int i = 0; i < count; i++)
        {
            if (Take(missing[i], true, false))
            {
                _reusedCount++;
            }
            else
            {
                _added[_addedCount++] = missing[i];
            }
        }
    }

    /// <summary>
    /// Decides what has become of each HTLC that is gone, so that what the holder owned before becomes what it owns after, or comes nearest to it.
    /// </summary>
    public void Explain(ulong leastBefore, ulong mostBefore, ulong least, ulong most, HtlcTables others)
    {
        long spent = (long)_addedOutMsat;
        int count = 0;
        for (int i = 0; i < _states.Length; i++)
        {
            if (_states[i] == Gone)
            {
                _states[i] = Known(i);
                spent -= Credit(i);
                count += _states[i] == Gone ? 1 : 0;
            }
        }

        int[] open = new int[count];
        OutcomeSearch search = new OutcomeSearch(count);
        for (int i = 0; i < _states.Length; i++)
        {
            if (_states[i] == Gone)
            {
                bool isByPeer = _table.IsByPeer(i);
                open[search.Count] = i;
                search.Add(_table.AmountOf(i), isByPeer, isByPeer && others != null && others.IsSpent(_table.Raw, HtlcTable.At(i)));
            }
        }

        search.Find((long)least - ((long)mostBefore - spent), (long)most - ((long)leastBefore - spent));
        for (int i = 0; i < count; i++)
        {
            bool isCredit = search.IsCredit(i);
            _states[open[i]] = _table.IsByPeer(open[i]) == isCredit ? HtlcTable.Received : HtlcTable.Returned;
            spent -= isCredit ? (long)_table.AmountOf(open[i]) : 0;
        }

        long from = (long)leastBefore - spent;
        long to = (long)mostBefore - spent;
        if (from > (long)most)
        {
            // As little as the content allows is missing, and no more of it can be missed later: what rounding hides is told once, not with each commitment.
            UnlistedMsat = from - (long)most;
            LeastMsat = most;
            MostMsat = most;
            return;
        }

        // Where nothing explains what the holder owns, it is more than what the HTLCs leave it, and then the content decides.
        UnlistedMsat = to < (long)least ? to - (long)least : 0;
        LeastMsat = from > (long)least ? (ulong)from : least;
        MostMsat = to >= (long)least && to < (long)most ? (ulong)to : most;
    }

    /// <summary>The table with the new states and entries.</summary>
    /// <param name="hasPrevious">Whether the source becomes the column before it.</param>
    public HtlcTable Finish(bool hasPrevious)
    {
        for (int i = 0; i < _states.Length; i++)
        {
            if (hasPrevious)
            {
                _table.SetState(i, HtlcTable.Previous, _table.State(i, HtlcTable.Newest));
            }

            _table.SetState(i, _column, _states[i] == Gone ? HtlcTable.NotYet : _states[i]);
        }

        for (int i = 0; i < _addedCount; i++)
        {
            byte[] entry = _added[i];
            entry[HtlcTable.EntryBytes - 2] = (byte)((HtlcTable.InFlight << (2 * _column)) >> 8);
            entry[HtlcTable.EntryBytes - 1] = (byte)(HtlcTable.InFlight << (2 * _column));
            _table = _table.Inserting(entry);
        }

        return _table;
    }

    // An entry that was in flight before, or (for one that is added) is in flight on another commitment. Of copies, the one stays that is gone nowhere; one whose end
    // is irrevocable on the other side does not stay, so that what looks like it is another that is added.
    private bool Take(byte[] key, bool isAdded, bool isGoneNowhere)
    {
        for (int at = _table.NextOf(key, _table.FirstOf(key, 0)); at >= 0; at = _table.NextOf(key, at + 1))
        {
            if (_states[at] == (isAdded ? HtlcTable.NotYet : Gone) && (isAdded ? IsElsewhere(at, HtlcTable.InFlight) : isGoneNowhere ? Known(at) == Gone : !HasEnded(at)))
            {
                _states[at] = HtlcTable.InFlight;
                return true;
            }
        }

        return false;
    }

    private bool HasEnded(int index)
    {
        int state = _binding < 0 ? HtlcTable.NotYet : _table.State(index, _binding);
        return state == HtlcTable.Received || state == HtlcTable.Returned;
    }

    // What another commitment has decided already.
    private int Known(int index)
    {
        return IsElsewhere(index, HtlcTable.Received) ? HtlcTable.Received
            : IsElsewhere(index, HtlcTable.Returned) ? HtlcTable.Returned
            : Gone;
    }

    private bool IsElsewhere(int index, int state)
    {
        for (int column = 0; column < HtlcTable.Columns; column++)
        {
            if (column != _column && column != HtlcTable.Prepared && _table.IsLive(column) && _table.State(index, column) == state)
            {
                return true;
            }
        }

        return false;
    }

    private long Credit(int index)
    {
        bool isOurs = _states[index] == (_table.IsByPeer(index) ? HtlcTable.Received : HtlcTable.Returned);
        return isOurs ? (long)_table.AmountOf(index) : 0;
    }
}
