namespace Holdfast.Payments;

/// <summary>
/// Which of the HTLCs that are gone came to the holder, so that together they make the difference in what the holder owns: all succeeded, all failed, or a mixture that a bounded
/// search finds. Where nothing makes it, because HTLCs that are not listed moved money too, what comes nearest to it.
/// </summary>
internal sealed class OutcomeSearch
{
    private const int StepsMax = 4000;

    private readonly ulong[] _amounts;
    private readonly bool[] _areByPeer;
    private readonly bool[] _arePaidOn;
    private readonly bool[] _areCredits;
    private readonly bool[] _nearest;
    private readonly int[] _order;
    private long _lowest;
    private long _highest;
    private long _distance;
    private int _steps;

    public OutcomeSearch(int count)
    {
        _amounts = new ulong[count];
        _areByPeer = new bool[count];
        _arePaidOn = new bool[count];
        _areCredits = new bool[count];
        _nearest = new bool[count];
        _order = new int[count];
    }

    public int Count { get; private set; }

    /// <param name="isByPeer">It comes to the holder if it succeeds; else it comes back if it fails.</param>
    /// <param name="isPaidOn">Something was paid for it elsewhere, so it has probably succeeded.</param>
    public void Add(ulong amountMsat, bool isByPeer, bool isPaidOn)
    {
        int at = Count++;
        _amounts[at] = amountMsat;
        _areByPeer[at] = isByPeer;
        _arePaidOn[at] = isPaidOn;

        // The largest first: their choice decides most.
        for (; at > 0 && _amounts[_order[at - 1]] < amountMsat; at--)
        {
            _order[at] = _order[at - 1];
        }

        _order[at] = Count - 1;
    }

    public bool IsCredit(int index)
    {
        return _nearest[index];
    }

    /// <summary>
    /// Finds an outcome that gives at least <paramref name="lowest"/> and at most <paramref name="highest"/>, or else the one that misses them by least.
    /// </summary>
    public void Find(long lowest, long highest)
    {
        _lowest = lowest;
        _highest = highest;
        _distance = long.MaxValue;
        All(true);
        All(false);
        long found = _distance;
        if (found != 0)
        {
            // What fits exactly first: a search for the nearest could end before it gets there.
            _distance = 1;
            Choose(0, 0, Sum());
            if (_distance != 0)
            {
                _distance = found;
                _steps = 0;
                Choose(0, 0, Sum());
            }
        }
    }

    private void All(bool succeed)
    {
        long sum = 0;
        for (int i = 0; i < Count; i++)
        {
            _areCredits[i] = _areByPeer[i] == succeed;
            sum += _areCredits[i] ? (long)_amounts[i] : 0;
        }

        Keep(Distance(sum, sum));
    }

    private long Sum()
    {
        long sum = 0;
        for (int i = 0; i < Count; i++)
        {
            sum += (long)_amounts[i];
        }

        return sum;
    }

    private void Choose(int depth, long credit, long rest)
    {
        _steps++;
        long distance = Distance(credit, credit + rest);
        if (distance >= _distance || _steps > StepsMax)
        {
            return;
        }

        if (depth == Count)
        {
            Keep(distance);
            return;
        }

        int at = _order[depth];
        long amount = (long)_amounts[at];
        bool first = _areByPeer[at] && _arePaidOn[at];
        _areCredits[at] = first;
        Choose(depth + 1, first ? credit + amount : credit, rest - amount);
        _areCredits[at] = !first;
        Choose(depth + 1, first ? credit : credit + amount, rest - amount);
    }

    // By how much any sum between these two misses at least.
    private long Distance(long least, long most)
    {
        return least > _highest ? least - _highest : most < _lowest ? _lowest - most : 0;
    }

    private void Keep(long distance)
    {
        if (distance < _distance)
        {
            _distance = distance;
            for (int i = 0; i < Count; i++)
            {
                _nearest[i] = _areCredits[i];
            }
        }
    }
}
