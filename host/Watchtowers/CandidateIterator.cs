namespace Holdfast.Watchtowers;

/// <summary>
/// The towers in the order in which they were added. It goes on where it stopped: the tower after the one that was chosen last comes next. Safe for many
/// threads; what a candidate's addresses are is changed through here.
/// </summary>
internal sealed class CandidateIterator
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Candidate> _known = [];
    private readonly List<Candidate> _order = [];
    private int _at;

    public IReadOnlyList<Candidate> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _order];
            }
        }
    }

    /// <summary>Adds a tower at the end, which makes it the next one when the end was reached; or an address to a known one.</summary>
    public Candidate Add(byte[] publicKey, params IEnumerable<TowerAddress> addresses)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(Convert.ToHexStringLower(publicKey), out Candidate? known))
            {
                foreach (TowerAddress address in addresses)
                {
                    known.Addresses.Add(address);
                }

                return known;
            }

            Candidate candidate = new(publicKey, new AddressIterator(addresses));
            _known.Add(candidate.Name, candidate);
            _order.Add(candidate);
            return candidate;
        }
    }

    /// <exception cref="AddressInUseException">One of its addresses is locked.</exception>
    public void Remove(byte[] publicKey)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(Convert.ToHexStringLower(publicKey), out Candidate? known))
            {
                return;
            }

            if (known.Addresses.HasLocks)
            {
                throw new AddressInUseException("address in use: the tower is being talked to");
            }

            int index = _order.IndexOf(known);
            _order.RemoveAt(index);
            _at -= index < _at ? 1 : 0;
            _known.Remove(known.Name);
        }
    }

    /// <exception cref="AddressInUseException">It is locked.</exception>
    /// <exception cref="InvalidOperationException">It is the last one.</exception>
    public void RemoveAddress(byte[] publicKey, TowerAddress address)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(Convert.ToHexStringLower(publicKey), out Candidate? known))
            {
                known.Addresses.Remove(address);
            }
        }
    }

    public Candidate? Find(byte[] publicKey)
    {
        lock (_gate)
        {
            return _known.GetValueOrDefault(Convert.ToHexStringLower(publicKey));
        }
    }

    /// <summary>The next one that is wanted; null when the end is reached.</summary>
    public Candidate? Next(Predicate<Candidate> isWanted)
    {
        lock (_gate)
        {
            while (_at < _order.Count)
            {
                Candidate candidate = _order[_at++];
                if (isWanted(candidate))
                {
                    return candidate;
                }
            }

            return null;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _at = 0;
        }
    }

    /// <summary>The current address of a tower, in use until the result is disposed; null when the tower was removed.</summary>
    public LockedAddress? Lock(Candidate candidate)
    {
        lock (_gate)
        {
            return _known.ContainsValue(candidate) ? new LockedAddress(this, candidate, candidate.Addresses.PeekAndLock()) : null;
        }
    }

    /// <summary>The address does not work. False when the tower has no other left: it starts with its first again the next time.</summary>
    public bool MoveOn(Candidate candidate)
    {
        lock (_gate)
        {
            if (candidate.Addresses.Next())
            {
                return true;
            }

            candidate.Addresses.Reset();
            return false;
        }
    }

    internal sealed class LockedAddress(CandidateIterator owner, Candidate candidate, TowerAddress address) : IDisposable
    {
        public TowerAddress Address => address;

        public void Dispose()
        {
            lock (owner._gate)
            {
                candidate.Addresses.Release(address);
            }
        }
    }
}
