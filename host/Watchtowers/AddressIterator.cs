namespace Holdfast.Watchtowers;

/// <summary>
/// The addresses of one tower, never none. It stays on an address that works and moves on from one that does not. An address that is locked is in use and
/// cannot be removed. One thread at a time.
/// </summary>
internal sealed class AddressIterator
{
    private readonly List<TowerAddress> _addresses;
    private readonly Dictionary<TowerAddress, int> _locks = [];
    private int _at;

    public AddressIterator(IEnumerable<TowerAddress> addresses)
    {
        _addresses = [.. addresses];
        if (_addresses.Count == 0)
        {
            throw new ArgumentException("a tower has an address", nameof(addresses));
        }
    }

    public IReadOnlyList<TowerAddress> All => _addresses;

    public bool HasLocks => _locks.Count > 0;

    /// <summary>The current one; after the last one, the first again.</summary>
    public TowerAddress Peek => _addresses[_at % _addresses.Count];

    /// <summary>Moves on to the next address. False: that was the last one.</summary>
    public bool Next() => ++_at < _addresses.Count;

    public void Reset() => _at = 0;

    /// <summary>The current one, in use until <see cref="Release"/>.</summary>
    public TowerAddress PeekAndLock()
    {
        TowerAddress address = Peek;
        _locks[address] = _locks.GetValueOrDefault(address) + 1;
        return address;
    }

    public void Release(TowerAddress address)
    {
        if (_locks.TryGetValue(address, out int count) && count > 1)
        {
            _locks[address] = count - 1;
        }
        else
        {
            _locks.Remove(address);
        }
    }

    /// <summary>An address that is known already changes nothing.</summary>
    public void Add(TowerAddress address)
    {
        if (!_addresses.Contains(address))
        {
            _addresses.Add(address);
        }
    }

    /// <exception cref="AddressInUseException">It is locked.</exception>
    /// <exception cref="InvalidOperationException">It is the last one: then the tower itself is to be removed.</exception>
    public void Remove(TowerAddress address)
    {
        int index = _addresses.IndexOf(address);
        if (index < 0)
        {
            return;
        }

        if (_locks.ContainsKey(address))
        {
            throw new AddressInUseException("address in use: " + address + " is being talked to");
        }

        if (_addresses.Count == 1)
        {
            throw new InvalidOperationException(address + " is the tower's last address; remove the tower instead");
        }

        _addresses.RemoveAt(index);
        _at -= index < _at ? 1 : 0;
    }
}
