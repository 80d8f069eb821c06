namespace Holdfast.SignatureLedger;

/// <summary>
/// The chain, the signatures, and a mind without mercy: which of the transactions that he can write down can he publish, and which of them together cost the
/// owner most? He has every key but the owner's, all the time in the world, and miners who take what he gives them.
/// </summary>
public sealed class Thief(HashBook hashes, SignatureBook signatures, ScriptBook scripts, Func<Transaction, Output[], ulong> feeAllowed)
{
    private const int NodesMax = 20_000;

    private readonly Dictionary<string, Candidate> _candidates = new(StringComparer.Ordinal);
    private readonly Dictionary<Outpoint, Candidate> _parents = [];

    /// <summary>Outputs that exist for good.</summary>
    public Dictionary<Outpoint, Output> Unspent { get; } = [];

    /// <summary>Every transaction without witnesses, by its id.</summary>
    public Dictionary<string, byte[]> Bytes { get; } = new(StringComparer.Ordinal);

    /// <summary>By output script (hex): what stands in the scriptSig of an input of somebody else that is not native segwit.</summary>
    public Dictionary<string, byte[]> ScriptSigs { get; } = new(StringComparer.Ordinal);

    /// <summary>The script that takes what nobody else does.</summary>
    public static byte[] Script { get; } = Scripts.WitnessKey([3, .. Enumerable.Repeat((byte)0x66, 32)]);

    public IEnumerable<Candidate> All => _candidates.Values;

    /// <summary>The one that was learned last.</summary>
    public Candidate? Newest { get; private set; }

    /// <summary>An output that somebody got long ago.</summary>
    public Outpoint Mint(uint name, Output output)
    {
        Output[] outputs = [.. Enumerable.Repeat(new Output(1_000, Script), (int)(name % 3)), output];
        Transaction transaction = new(2, [new Input(new Outpoint(new byte[32], name), 0)], outputs, 0);
        string id = transaction.Id(_ => []);
        Bytes[id] = transaction.Serialize(_ => []);
        Outpoint outpoint = new(id, name % 3);
        Unspent[outpoint] = output;
        return outpoint;
    }

    /// <summary>What was signed becomes what can be published. False when the bytes behind the signature have no form of a transaction.</summary>
    public bool Learn(SignatureRecord record)
    {
        string origin = record.Request + " in step " + record.Step;
        if (record.Twice is not null && Preimage.OfVersion0(record.Twice, hashes, Script) is { } version0)
        {
            signatures.Saw(version0.Type);
            Offer(version0.Transaction, origin);
            return true;
        }

        if (record.Once is not null && Preimage.OfTaproot(record.Once, hashes) is { } taproot)
        {
            Offer(taproot, origin);
            return true;
        }

        return false;
    }

    /// <summary>A transaction that was described, signed or not.</summary>
    public Candidate Offer(Transaction transaction, string origin)
    {
        string id = transaction.Id(ScriptSig);
        if (_candidates.TryGetValue(id, out Candidate? candidate))
        {
            Newest = candidate;
        }
        else
        {
            candidate = new Candidate(id, transaction, origin);
            _candidates[id] = candidate;
            Bytes[id] = transaction.Serialize(ScriptSig);
            Newest = candidate;
            for (int i = 0; i < transaction.Outputs.Length; i++)
            {
                _parents[new Outpoint(id, (uint)i)] = candidate;
            }
        }

        return candidate;
    }

    /// <summary>True when everything that the candidate needs is there and signed.</summary>
    public bool CanPublish(Candidate candidate)
    {
        Judge();
        return candidate.Spent is not null;
    }

    /// <summary>It is mined, after what it spends from other candidates: all that was mined. Nothing when it cannot be published.</summary>
    public IReadOnlyList<Candidate> Confirm(Candidate candidate)
    {
        List<Candidate> mined = [];
        if (CanPublish(candidate))
        {
            Mine(candidate, mined);
        }

        return mined;
    }

    /// <summary>What the unspent outputs are worth to the owner.</summary>
    public ulong Worth() => Unspent.Aggregate(0ul, (sum, coin) => sum + Worth(coin.Key, coin.Value));

    /// <summary>The most that the owner loses, beyond allowed fees, when the thief publishes what he likes, and how.</summary>
    public (long Loss, List<Candidate> Published) Worst()
    {
        List<Candidate> order = Judge();
        long total = 0;
        List<Candidate> published = [];
        foreach (List<Candidate> group in Groups(order))
        {
            Search search = new(group, _parents);
            search.Go(0, 0);
            total += search.Best;
            published.AddRange(search.BestSet);
        }

        return (total, published);
    }

    private void Mine(Candidate candidate, List<Candidate> mined)
    {
        foreach (Input input in candidate.Transaction.Inputs)
        {
            if (!Unspent.ContainsKey(input.Spends) && _parents.TryGetValue(input.Spends, out Candidate? parent))
            {
                Mine(parent, mined);
            }

            Unspent.Remove(input.Spends);
        }

        for (int i = 0; i < candidate.Transaction.Outputs.Length; i++)
        {
            Unspent[new Outpoint(candidate.Id, (uint)i)] = candidate.Transaction.Outputs[i];
        }

        mined.Add(candidate);
    }

    private byte[] ScriptSig(Outpoint outpoint) => Find(outpoint) is { } coin && scripts.Find(coin.Script) is { } meaning ? meaning.ScriptSig
        : Find(outpoint) is { } foreign ? ScriptSigs.GetValueOrDefault(Convert.ToHexString(foreign.Script), [])
        : [];

    /// <summary>The output, spent or not, as far as anybody knows it.</summary>
    public Output? Find(Outpoint outpoint) =>
        Unspent.TryGetValue(outpoint, out Output? coin) ? coin
        : _parents.TryGetValue(outpoint, out Candidate? parent) ? parent.Transaction.Outputs[outpoint.Vout] : null;

    private ulong Worth(Outpoint outpoint, Output output) => scripts.Find(output.Script)?.Worth(outpoint, output.Sat) ?? 0;

    /// <summary>The candidates that can be published, parents first.</summary>
    private List<Candidate> Judge()
    {
        HashSet<Candidate> seen = [];
        List<Candidate> order = [];
        foreach (Candidate candidate in _candidates.Values)
        {
            candidate.Spent = null;
        }

        foreach (Candidate candidate in _candidates.Values)
        {
            Visit(candidate, seen, order);
        }

        return order;
    }

    private void Visit(Candidate candidate, HashSet<Candidate> seen, List<Candidate> order)
    {
        if (!seen.Add(candidate) || Unspent.ContainsKey(new Outpoint(candidate.Id, 0)))
        {
            return;
        }

        Transaction transaction = candidate.Transaction;
        Output[] spent = new Output[transaction.Inputs.Length];
        long fee = 0;
        for (int i = 0; i < spent.Length; i++)
        {
            Outpoint outpoint = transaction.Inputs[i].Spends;
            if (!Unspent.TryGetValue(outpoint, out Output? coin))
            {
                if (!_parents.TryGetValue(outpoint, out Candidate? parent))
                {
                    return;
                }

                Visit(parent, seen, order);
                if (parent.Spent is null)
                {
                    return;
                }

                coin = parent.Transaction.Outputs[outpoint.Vout];
            }

            spent[i] = coin;
            fee += (long)coin.Sat;
        }

        long loss = 0;
        for (int i = 0; i < transaction.Outputs.Length; i++)
        {
            Output output = transaction.Outputs[i];
            fee -= (long)output.Sat;
            loss -= (long)Worth(new Outpoint(candidate.Id, (uint)i), output);
        }

        if (fee < 0 || !IsSigned(transaction, spent))
        {
            return;
        }

        for (int i = 0; i < spent.Length; i++)
        {
            loss += (long)Worth(transaction.Inputs[i].Spends, spent[i]);
        }

        candidate.Spent = spent;
        candidate.AllowedSat = loss > 0 ? Math.Min(loss, (long)feeAllowed(transaction, spent)) : 0;
        candidate.Loss = loss - candidate.AllowedSat;
        order.Add(candidate);
    }

    private bool IsSigned(Transaction transaction, Output[] spent)
    {
        for (int i = 0; i < spent.Length; i++)
        {
            Meaning? meaning = scripts.Find(spent[i].Script);
            if (meaning is not null && (transaction.Locktime < meaning.NotBefore || (meaning.TooLateFrom > 0 && transaction.Locktime >= meaning.TooLateFrom)))
            {
                return false;
            }

            if (meaning is not null && !meaning.OwnerKeys.All(key => IsSigned(transaction, i, spent, meaning, key)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsSigned(Transaction transaction, int i, Output[] spent, Meaning meaning, string key)
    {
        if (meaning.Kind == CoinKind.Taproot)
        {
            return signatures.Find(key, Sighash.Taproot(transaction, i, spent)) is not null;
        }

        return signatures.Types.Any(type => signatures.Find(key, Sighash.Version0(transaction, i, meaning.ScriptCode, spent[i].Sat, type)) is not null);
    }

    /// <summary>Candidates that compete for an output, or live from each other, belong together; the rest does not matter to them.</summary>
    private List<List<Candidate>> Groups(List<Candidate> order)
    {
        Dictionary<Candidate, int> group = [];
        Dictionary<Outpoint, int> spender = [];
        List<List<Candidate>> groups = [];
        foreach (Candidate candidate in order)
        {
            HashSet<int> joined = [];
            foreach (Outpoint outpoint in candidate.Transaction.Inputs.Select(input => input.Spends))
            {
                if (spender.TryGetValue(outpoint, out int other))
                {
                    joined.Add(other);
                }

                if (!Unspent.ContainsKey(outpoint) && _parents.TryGetValue(outpoint, out Candidate? parent))
                {
                    joined.Add(group[parent]);
                }
            }

            int target = joined.Count == 0 ? groups.Count : joined.Min();
            if (joined.Count == 0)
            {
                groups.Add([]);
            }

            foreach (int from in joined.Where(from => from != target))
            {
                foreach (Candidate moved in groups[from])
                {
                    group[moved] = target;
                    foreach (Input input in moved.Transaction.Inputs)
                    {
                        spender[input.Spends] = target;
                    }
                }

                groups[target].AddRange(groups[from]);
                groups[from].Clear();
            }

            groups[target].Add(candidate);
            group[candidate] = target;
            foreach (Input input in candidate.Transaction.Inputs)
            {
                spender[input.Spends] = target;
            }
        }

        Dictionary<Candidate, int> place = order.Select((candidate, at) => (candidate, at)).ToDictionary(pair => pair.candidate, pair => pair.at);
        return [.. groups.Where(each => each.Count > 0).Select(each => each.OrderBy(candidate => place[candidate]).ToList())];
    }

    /// <summary>Publishes or does not publish, one candidate after the other.</summary>
    private sealed class Search(List<Candidate> group, Dictionary<Outpoint, Candidate> parents)
    {
        private readonly HashSet<Outpoint> _spent = [];
        private readonly HashSet<Candidate> _published = [];
        private readonly List<Candidate> _path = [];
        private int _nodes;

        public long Best { get; private set; }

        public List<Candidate> BestSet { get; private set; } = [];

        public void Go(int at, long loss)
        {
            if (loss > Best)
            {
                Best = loss;
                BestSet = [.. _path];
            }

            if (at == group.Count || _nodes++ > NodesMax)
            {
                return;
            }

            Candidate candidate = group[at];
            if (candidate.Transaction.Inputs.All(input => !_spent.Contains(input.Spends) &&
                (!parents.TryGetValue(input.Spends, out Candidate? parent) || !group.Contains(parent) || _published.Contains(parent))))
            {
                foreach (Input input in candidate.Transaction.Inputs)
                {
                    _spent.Add(input.Spends);
                }

                _published.Add(candidate);
                _path.Add(candidate);
                Go(at + 1, loss + candidate.Loss);
                _path.RemoveAt(_path.Count - 1);
                _published.Remove(candidate);
                foreach (Input input in candidate.Transaction.Inputs)
                {
                    _spent.Remove(input.Spends);
                }
            }

            Go(at + 1, loss);
        }
    }
}
