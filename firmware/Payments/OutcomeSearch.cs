namespace Holdfast.Payments;

/// <summary>
/// Which of the HTLCs that are gone came to us, so that together they make the difference in what we own: all succeeded, all failed, or a mixture that a bounded search
/// finds.
/// </summary>
internal sealed class OutcomeSearch
{
    private const int StepsMax = 4000;

    private readonly ulong[] _amounts;
    private readonly bool[] _areByPeer;
    private readonly bool[] _arePaidOn;
    private readonly bool[] _areCredits;
    private readonly int[] _order;
    private long _lowest;
    private long _highest;
    private int _steps;

    public OutcomeSearch(int count)
    {
        _amounts = new ulong[count];
        _areByPeer = new bool[count];
        _arePaidOn = new bool[count];
        _areCredits = new bool[count];
        _order = new int[count];
    }

    public int Count { get; private set; }

    /// <param name="isByPeer">It comes to us if it succeeds; else it comes back to us if it fails.</param>
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
        return _areCredits[index];
    }

    /// <summary>
    /// Finds an outcome that gives at least <paramref name="lowest"/> and at most <paramref name="highest"/>. When none is found, the worst is assumed of
    /// each, but for incoming ones that what we own pays for.
    /// </summary>
    public void Find(long lowest, long highest)
    {
        _lowest = lowest;
        _highest = highest;
        if (All(true) || All(false) || Choose(0, 0, Sum()))
        {
            return;
        }

        long left = highest;
        for (int i = 0; i < Count; i++)
        {
            _areCredits[i] = false;
        }

        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < Count; i++)
            {
                int at = _order[i];
                if (_areByPeer[at] && !_areCredits[at] && (_arePaidOn[at] || round == 1) && (long)_amounts[at] <= left)
                {
                    _areCredits[at] = true;
                    left -= (long)_amounts[at];
                }
            }
        }
    }

    private bool All(bool succeed)
    {
        long sum = 0;
        for (int i = 0; i < Count; i++)
        {
            _areCredits[i] = _areByPeer[i] == succeed;
            sum += _areCredits[i] ? (long)_amounts[i] : 0;
        }

        return sum >= _lowest && sum <= _highest;
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

    private bool Choose(int depth, long credit, long rest)
    {
        _steps++;
        if (credit > _highest || credit + rest < _lowest || _steps > StepsMax)
        {
            return false;
        }

        if (depth == Count)
        {
            return true;
        }

        int at = _order[depth];
        long amount = (long)_amounts[at];
        bool first = _areByPeer[at] && _arePaidOn[at];
        _areCredits[at] = first;
        if (Choose(depth + 1, first ? credit + amount : credit, rest - amount))
        {
            return true;
        }

        _areCredits[at] = !first;
        return Choose(depth + 1, first ? credit : credit + amount, rest - amount);
    }
}
