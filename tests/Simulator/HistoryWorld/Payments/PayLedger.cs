using Holdfast.Lightning;

namespace Holdfast.HistoryWorld.Payments;

/// <summary>
/// What the owner still has, whichever commitments confirm, counted from outputs and HTLCs alone; it asks no table of the firmware. In each channel one commitment confirms
/// of those that can: the thief chooses. For each payment hash the thief also chooses whether the outgoing HTLCs are claimed. If they are, the preimage is known, and an
/// incoming HTLC of the confirming commitment is the owner's when it expires late enough after the last of them; if not, they come back and nothing comes in.
/// <para>
/// RULES.md, "One account for payments", says what is not covered, and it is counted here as follows. An outgoing HTLC that is gone without coming
/// back was fulfilled, so its preimage is known.
/// An HTLC without an output is counted as if it had one; their sum stays below a limit. Where the node does not list it, it may take so much and
/// no more. A press is worth what its question says.
/// </para>
/// </summary>
internal sealed class PayLedger
{
    private const int DeltaBlocks = 6;
    private const long SatMsat = 1000;

    /// <summary>Rounding and outputs below the dust limit, for each channel.</summary>
    private const long HiddenMsat = 2_500_000;

    /// <summary>What payments that are not listed may take over all channels: the preset of UnlistedMsatMax. It does not come again with time.</summary>
    private const long UnlistedMsat = 10_000_000;

    private readonly Dictionary<string, SortedDictionary<string, Commitment>> _channels = [];
    private readonly HashSet<PayHtlc> _fulfilled = [];
    private readonly Dictionary<PayHtlc, HashSet<string>> _steps = [];
    private readonly HashSet<string> _ended = [];
    private readonly Dictionary<int, (long Msat, string Set)> _released = [];
    private readonly HashSet<int> _cancelled = [];
    private readonly Dictionary<int, long> _approved = [];
    private readonly Level _hour = new(200_000_000, 3_600_000);
    private readonly Level _day = new(1_000_000_000, 86_400_000);
    private readonly HashSet<int> _lapsed = [];
    private long _mostMsat = long.MinValue;
    private long _agreedMsat;
    private long _startMsat = long.MinValue;
    private long _lostMsat;
    private string _worst = string.Empty;

    /// <summary>States in which the owner's money was counted.</summary>
    public long Counts { get; private set; }

    /// <summary>What nobody has promised to keep any more: presses that agree to an amount.</summary>
    public void Agreed(ulong sat) => _agreedMsat += (long)sat * 1000;

    /// <summary>
    /// A payment hash may be paid with so much. What the owner agreed to herself counts. What the device approved without her counts once for each hash, within the limits of the
    /// hour and the day, which fill and drain as the limits say.
    /// </summary>
    public void Approved(int hash, ulong msat, bool isByOwner, bool mayBeFree)
    {
        bool isFree = mayBeFree && !_approved.ContainsKey(hash) && _hour.HasRoom((long)msat) && _day.HasRoom((long)msat);
        if (isByOwner || isFree)
        {
            _approved[hash] = _approved.GetValueOrDefault(hash) + (long)msat;
            _agreedMsat += (long)msat;
        }

        if (isFree && !isByOwner)
        {
            _hour.Add((long)msat);
            _day.Add((long)msat);
        }
    }

    /// <summary>Time has passed, with the device on or off.</summary>
    public void Rested(long milliseconds)
    {
        _hour.Drain(milliseconds);
        _day.Drain(milliseconds);
    }

    /// <summary>The receiver has it: the preimage is known.</summary>
    public void Fulfilled(PayHtlc htlc) => _fulfilled.Add(htlc);

    /// <summary>The owner has given up a promise of the vault.</summary>
    public void Cancelled(int hash) => _cancelled.Add(hash);

    /// <summary>
    /// The preimage of a payment hash of the vault left for a set of HTLCs. Whichever commitments confirm, as much as was promised comes in for it, and it is the only set. What
    /// has expired on chain without the device's knowledge (a channel that was closed, RULES.md, "The vault") is not judged.
    /// </summary>
    /// <param name="isInOrder">Whoever asked knew the payment secret, and there is time to claim the parts.</param>
    public void Released(int hash, long promisedMsat, PayHtlc[] parts, string set, bool isInOrder)
    {
        if (_released.TryGetValue(hash, out (long Msat, string Set) other))
        {
            RequireReleased(other.Set == set, hash, set, "after it had left for " + other.Set);
        }
        else if (!_lapsed.Contains(hash))
        {
            long sumMsat = parts.Sum(part => (long)part.Msat);
            _released[hash] = (sumMsat, set);
            RequireReleased(sumMsat >= promisedMsat, hash, set, "and " + promisedMsat + " msat were promised");
            RequireReleased(!_cancelled.Contains(hash), hash, set, "after the promise was cancelled");
            RequireReleased(isInOrder, hash, set, "without the payment secret or without time to claim them");
            RequireCame();
        }
    }

    /// <summary>A commitment can confirm now, in place of what had this name.</summary>
    public void Can(PayChannel channel, PayFunding funding, string name, PayContent content, CommitmentFields fields)
    {
        SortedDictionary<string, Commitment> live = Live(channel);
        live[funding.Prefix.ToString("x8") + " " + name] = new Commitment(channel.Dbid + " " + name, funding, content, fields, channel.IsOpener);
        foreach (PayHtlc gone in content.Fulfilled.Concat(content.Returned))
        {
            // The first commitment of each side without it.
            HashSet<string> steps = _steps.TryGetValue(gone, out HashSet<string>? known) ? known : _steps[gone] = [];
            if (!steps.Any(step => step[0] == name[0]))
            {
                steps.Add(name);
            }
        }
    }

    /// <summary>A commitment cannot confirm any more, on any funding.</summary>
    public void Cannot(PayChannel channel, string name)
    {
        SortedDictionary<string, Commitment> live = Live(channel);
        foreach (string key in live.Keys.Where(key => key.EndsWith(" " + name, StringComparison.Ordinal)).ToArray())
        {
            live.Remove(key);
        }
    }

    public void Cannot(PayChannel channel, PayFunding funding)
    {
        SortedDictionary<string, Commitment> live = Live(channel);
        foreach (string key in live.Keys.Where(key => key.StartsWith(funding.Prefix.ToString("x8"), StringComparison.Ordinal)).ToArray())
        {
            live.Remove(key);
        }
    }

    /// <summary>
    /// The channel ends on chain with a commitment that the thief chooses, and time passes: an incoming HTLC goes back to the peer unless its preimage is
    /// known. A node has to end what is in
    /// flight for it before that.
    /// </summary>
    public void Expires(PayChannel channel, int choice)
    {
        SortedDictionary<string, Commitment> live = Of(channel);
        string[] names = [.. live.Where(each => each.Value.CanConfirm).Select(each => each.Key)];
        string name = names[choice % names.Length];
        Commitment last = live[name];
        live.Clear();
        live[name] = last;
        _ended.Add(Convert.ToHexString(channel.Id));
        _lapsed.UnionWith(last.Htlcs.Where(htlc => htlc.IsIncoming && !_released.ContainsKey(htlc.Hash)).Select(htlc => htlc.Hash));
        last.Htlcs = [.. last.Htlcs.Where(htlc => !htlc.IsIncoming || IsOpen(htlc.Hash) || _released.ContainsKey(htlc.Hash))];
    }

    /// <summary>Counts; throws when more is gone than the owner agreed to.</summary>
    public void Require()
    {
        long has = Least();
        Counts++;
        _mostMsat = Math.Max(_mostMsat, Entitled());
        _startMsat = _startMsat == long.MinValue ? has : _startMsat;
        long leastMsat = HadMsat - _agreedMsat - HiddenMsat * _channels.Count - UnlistedMsat;
        if (has < leastMsat && !Choices().All(confirmed => CanBe(confirmed, leastMsat)))
        {
            throw new ViolationException(ViolationKind.Loss, "the owner has " + (has / 1000) + " sat, had " + (_mostMsat / 1000)
                + " and agreed to lose " + (_agreedMsat / 1000) + ", after a loss of " + (_lostMsat / 1000) + ", if these confirm: " + _worst);
        }

        RequireCame();

        // Where nothing is in flight, what was agreed to has happened or has not.
        if (_channels.Values.All(live => live.Values.All(commitment => commitment.Htlcs.Length == 0)
            && live.Values.Max(commitment => commitment.OwnMsat) - live.Values.Min(commitment => commitment.OwnMsat) <= HiddenMsat))
        {
            // A loss that nobody agreed to is remembered, until as much has come.
            _lostMsat = Math.Max(0, HadMsat - _agreedMsat - has);
            _startMsat = has;
            _mostMsat = has;
            _agreedMsat = _approved.Sum(approval => Math.Max(0, approval.Value - Paid(approval.Key)));
        }
    }

    // Of an approval, which is for one payment.
    private long Paid(int hash) => _channels.Values.Sum(live => live.Values.Max(commitment => -commitment.Moved.GetValueOrDefault(hash)));

    // The most that the owner had at any earlier moment: in what went before, or since. What has come meanwhile makes up for what was lost before it came.
    private long HadMsat => Math.Max(_lostMsat + _startMsat, _mostMsat);

    // What was released has come or can be claimed with the preimage, and nothing of it goes out again.
    private void RequireCame()
    {
        foreach ((int hash, (long msat, string set)) in _released)
        {
            long came = _channels.Values.Sum(live => live.Values.Where(commitment => commitment.CanConfirm).Min(commitment => commitment.Came(hash)));
            RequireReleased(came + _agreedMsat >= msat, hash, set, "and only " + came + " msat are sure to come");
        }
    }

    private static void RequireReleased(bool isRight, int hash, string set, string sentence)
    {
        if (!isRight)
        {
            throw new ViolationException(ViolationKind.Loss, "the preimage of hash " + hash + " left for " + set + ", " + sentence);
        }
    }

    private bool IsOpen(int hash) => _steps.Keys.Any(htlc => htlc.Hash == hash && !htlc.IsIncoming)
        || _channels.Values.Any(live => live.Values.Any(commitment => commitment.Htlcs.Any(htlc => htlc.Hash == hash && !htlc.IsIncoming)));

    /// <summary>What is the owner's in the worst case; millisatoshi.</summary>
    public long Least()
    {
        long least = long.MaxValue;
        foreach (Commitment[] confirmed in Choices())
        {
            long worth = Worth(confirmed, []);
            _worst = worth < least ? string.Join(" and ", confirmed.Select(commitment => commitment.Name)) : _worst;
            least = Math.Min(least, worth);
        }

        return least;
    }

    // The thief's choice in one channel is bound to that in another by the hashes that both have.
    private IEnumerable<Commitment[]> Choices()
    {
        Commitment[][] choices = [.. _channels.Values.Select(live => live.Values.Where(commitment => commitment.CanConfirm).ToArray())];
        int[] at = new int[choices.Length];
        int next = 0;
        while (next < at.Length)
        {
            yield return [.. at.Select((index, channel) => choices[channel][index])];
            for (next = 0; next < at.Length && ++at[next] == choices[next].Length; next++)
            {
                at[next] = 0;
            }
        }
    }

    // Two HTLCs of one amount, gone with one step, one of which moved it: no commitment shows which. A thief who says the wrong one gains what he gains by not claiming an incoming
    // payment that was paid on (RULES.md, "Outcomes of one step"). So the owner has so much where she has it by one of the readings.
    private bool CanBe(Commitment[] confirmed, long leastMsat)
    {
        HashSet<PayHtlc> swapped = [];
        List<(PayHtlc, PayHtlc)> pairs = [.. confirmed.SelectMany(Alike)];
        long best = Worth(confirmed, swapped);
        bool isBetter = true;
        while (best < leastMsat && isBetter)
        {
            isBetter = false;
            foreach ((PayHtlc one, PayHtlc other) in pairs.Where(pair => !swapped.Contains(pair.Item1) && !swapped.Contains(pair.Item2)))
            {
                HashSet<PayHtlc> more = [.. swapped, one, other];
                long worth = Worth(confirmed, more);
                if (worth > best)
                {
                    (best, swapped, isBetter) = (worth, more, true);
                    break;
                }
            }
        }

        Readings += best >= leastMsat ? 1 : 0;
        return best >= leastMsat;
    }

    /// <summary>How often the owner had what is hers by another reading only.</summary>
    public long Readings { get; private set; }

    private IEnumerable<(PayHtlc One, PayHtlc Other)> Alike(Commitment commitment) =>
        from gave in commitment.Gone(true)
        from took in commitment.Gone(false)
        where Math.Abs((long)gave.Msat - (long)took.Msat) < SatMsat && _steps.GetValueOrDefault(gave, []).Overlaps(_steps.GetValueOrDefault(took, []))
        select (gave, took);

    // What is the owner's for good: of each payment what every commitment of the channel shows. A gift that only one side has signed is none yet.
    private long Entitled()
    {
        long sum = 0;
        foreach (Commitment[] live in _channels.Values.Select(live => live.Values.Where(commitment => commitment.CanConfirm).ToArray()))
        {
            sum += live.Min(commitment => commitment.OwnMsat - commitment.Moved.Values.Sum());
            sum += live.SelectMany(commitment => commitment.Moved.Keys).Distinct().Sum(hash => live.Min(commitment => commitment.Moved.GetValueOrDefault(hash)));
        }

        return sum;
    }

    private long Worth(Commitment[] confirmed, HashSet<PayHtlc> swapped)
    {
        long sum = confirmed.Sum(commitment => commitment.OwnMsat);
        PayHtlc[] htlcs = [.. confirmed.SelectMany(commitment => commitment.Htlcs)];
        foreach (IGrouping<int, PayHtlc> hash in htlcs.GroupBy(htlc => htlc.Hash))
        {
            PayHtlc[] outgoing = [.. hash.Where(htlc => !htlc.IsIncoming)];
            PayHtlc[] before = [.. confirmed.SelectMany(commitment => commitment.Fulfilled.Except(swapped).Concat(commitment.Returned.Intersect(swapped)))
                .Where(htlc => htlc.Hash == hash.Key)];
            long owedBefore = Sum(before.Where(htlc => !htlc.IsIncoming)) - Sum(before.Where(htlc => htlc.IsIncoming));
            bool isKnown = _fulfilled.Concat(swapped).Any(htlc => htlc.Hash == hash.Key && !htlc.IsIncoming);

            // Who knows the preimage already claims at once; else the thief chooses when the first outgoing HTLC is claimed. What has expired by then has come back, and what
            // comes in has to last a little longer. More than is owed is a gift.
            PayHtlc[] incoming = [.. hash.Where(htlc => htlc.IsIncoming)];
            long ComesIn(uint first, uint until) =>
                Math.Min(Math.Max(owedBefore + Sum(outgoing.Where(htlc => htlc.Expiry >= first)), 0), Sum(incoming.Where(htlc => htlc.Expiry >= until)));
            long From(uint first) => Sum(outgoing.Where(htlc => htlc.Expiry < first)) + ComesIn(first, first + DeltaBlocks);
            sum += isKnown ? ComesIn(0, 0) : outgoing.Select(htlc => From(htlc.Expiry)).Append(Sum(outgoing)).Min();
        }

        return sum;
    }

    private static long Sum(IEnumerable<PayHtlc> htlcs) => htlcs.Sum(htlc => (long)htlc.Msat);

    // What has confirmed stays.
    private SortedDictionary<string, Commitment> Live(PayChannel channel) => _ended.Contains(Convert.ToHexString(channel.Id)) ? [] : Of(channel);

    private SortedDictionary<string, Commitment> Of(PayChannel channel)
    {
        string id = Convert.ToHexString(channel.Id);
        if (!_channels.TryGetValue(id, out SortedDictionary<string, Commitment>? live))
        {
            _channels[id] = live = new(StringComparer.Ordinal);
        }

        return live;
    }

    private sealed class Commitment
    {
        public Commitment(string name, PayFunding funding, PayContent content, CommitmentFields fields, bool isOpener)
        {
            Name = name;
            Funding = funding;
            Htlcs = content.Htlcs;
            Fulfilled = content.Fulfilled;
            Returned = content.Returned;

            // The opener pays the fee; what it pays is the opener's for this purpose.
            long msat = isOpener
                ? ((long)funding.Terms.ValueSat - (long)fields.ToCounterpartySat) * 1000 - fields.Htlcs.Sum(htlc => (long)htlc.AmountMsat)
                : (long)fields.ToHolderSat * 1000;
            OwnMsat = msat - funding.OffsetSat * 1000;
            foreach (PayHtlc htlc in Fulfilled.Concat(Htlcs.Where(htlc => !htlc.IsIncoming)))
            {
                Moved[htlc.Hash] = Moved.GetValueOrDefault(htlc.Hash) + (htlc.IsIncoming ? (long)htlc.Msat : -(long)htlc.Msat);
            }
        }

        /// <summary>What is gone here and gave the owner its amount, or took it.</summary>
        public IEnumerable<PayHtlc> Gone(bool gave) => Fulfilled.Where(htlc => htlc.IsIncoming == gave).Concat(Returned.Where(htlc => htlc.IsIncoming != gave));

        /// <summary>What each payment has moved to the owner here; less than nothing where it leaves.</summary>
        public Dictionary<int, long> Moved { get; } = [];

        public string Name { get; }

        public PayFunding Funding { get; }

        public PayHtlc[] Htlcs { get; set; }

        public PayHtlc[] Fulfilled { get; }

        public PayHtlc[] Returned { get; }

        public long OwnMsat { get; }

        /// <summary>What comes in or has come under a payment hash, less what leaves.</summary>
        public long Came(int hash) =>
            Htlcs.Concat(Fulfilled).Where(htlc => htlc.Hash == hash).Sum(htlc => htlc.IsIncoming ? (long)htlc.Msat : -(long)htlc.Msat);

        public bool CanConfirm => Funding.IsBound && !Funding.IsGone;
    }

    /// <summary>What was approved without the owner lately: it drains its whole limit in its period.</summary>
    private sealed class Level(long limitMsat, long periodMs)
    {
        private long _msat;

        public bool HasRoom(long msat) => _msat + msat <= limitMsat;

        public void Add(long msat) => _msat += msat;

        public void Drain(long milliseconds) => _msat = Math.Max(0, _msat - (long)((decimal)limitMsat * milliseconds / periodMs) - 1);
    }
}
