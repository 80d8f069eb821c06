using Holdfast.Watchtowers.Storage;

namespace Holdfast.Watchtowers;

/// <summary>How patient the client is, and where it takes the time from.</summary>
public sealed record TowerClientSettings
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>First wait after a failure; doubles up to <see cref="WaitMax"/>.</summary>
    public TimeSpan WaitMin { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan WaitMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a tower may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection stays open without work.</summary>
    public TimeSpan IdleMax { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>A line for the node's log; must not block.</summary>
    public Action<string> Log { get; init; } = _ => { };
}

/// <summary>
/// Keeps a session open with each active tower and sends it every state that waits. All of it happens in the background: whoever writes a state into the store
/// waits for the store and for nobody else. One negotiation at a time; uploads to several towers side by side.
/// </summary>
public sealed class TowerClient : IAsyncDisposable
{
    private const ushort DeleteSessionReply = 607;
    private const ushort NotFound = 80;

    private readonly TowerStore _store;
    private readonly TowerDoor _door;
    private readonly TowerClientSettings _settings;
    private readonly CandidateIterator _candidates = new();
    private readonly Dictionary<ushort, Negotiator> _negotiators = [];
    private readonly Dictionary<long, (SessionQueue Queue, Task Task)> _queues = [];
    private readonly SemaphoreSlim _bookGate = new(1, 1);
    private readonly SemaphoreSlim _changed = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;
    private bool _hasCompared;

    public TowerClient(TowerStore store, ITowerSigner signer, ITowerDialer dialer, TowerClientSettings settings)
    {
        _store = store;
        _settings = settings;
        _door = new TowerDoor(signer, dialer, new LinkPool(), settings.Time, settings.Patience);
        SemaphoreSlim gate = new(1);
        foreach (ushort blobType in BlobType.All)
        {
            NegotiatorSettings terms = new(blobType, candidate => Wants(candidate, blobType), store.Terms, settings.WaitMin, settings.WaitMax, gate);
            _negotiators.Add(blobType, new Negotiator(_door, _candidates, terms, Announce, settings.Log));
        }

        store.Changed += Wake;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Ends every conversation; what is fixed and not acknowledged is sent by the next client.</summary>
    public async ValueTask DisposeAsync()
    {
        _store.Changed -= Wake;
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }

    /// <summary>What went wrong with a tower since it last did what was asked; null when nothing did.</summary>
    public (int Failures, string Sentence, DateTimeOffset Since)? TroubleOf(byte[] tower) =>
        _candidates.Find(tower)?.Trouble is { Failures: > 0 } trouble ? (trouble.Failures, trouble.Sentence, trouble.Since ?? default) : null;

    /// <summary>The owner changed something: what was refused before may not be now.</summary>
    public void OwnerChangedSomething()
    {
        foreach (Candidate candidate in _candidates.All)
        {
            candidate.Trouble.ForgetRefusals();
        }

        foreach (Negotiator negotiator in _negotiators.Values)
        {
            negotiator.Hurry();
        }
    }

    /// <exception cref="TowerCommandException">It is being talked to just now.</exception>
    public void RequireIdle(byte[] tower, TowerAddress? address)
    {
        try
        {
            if (address != null)
            {
                _candidates.RemoveAddress(tower, address);
            }
            else
            {
                _candidates.Remove(tower);
            }
        }
        catch (Exception inUse) when (inUse is AddressInUseException or InvalidOperationException)
        {
            throw new TowerCommandException(inUse.Message, inUse);
        }
    }

    /// <summary>Nobody will use these keys again; a device that is away is told at the next start.</summary>
    public async Task ForgetKeysAsync(IEnumerable<uint> keys)
    {
        foreach (uint key in keys)
        {
            try
            {
                await _door.Signer.ForgetAsync(key, _ending.Token);
            }
            catch (TowerSignerException away)
            {
                _settings.Log($"The device still keeps session key {key} of a tower that is gone: {away.Message}");
            }
        }
    }

    /// <summary>Whether the device counts what this tower acknowledges.</summary>
    /// <exception cref="TowerCommandException">It did not take it; the text says why.</exception>
    public Task TrustAsync(byte[] tower, bool isTrusted) => ChangeBookAsync(
        isTrusted ? "Rely on watchtower " + Convert.ToHexStringLower(tower) + "?" : null, signer => signer.TrustAsync(tower, isTrusted, _ending.Token));

    /// <summary>How many states of a channel may wait for a trusted tower; 0: any number.</summary>
    /// <param name="isAsked">The device asks its owner.</param>
    /// <exception cref="TowerCommandException">It did not take it; the text says why.</exception>
    public Task SetExposureAsync(int statesMax, bool isAsked) => ChangeBookAsync(
        !isAsked ? null : statesMax == 0 ? "Let channels go on without any watchtower?" : $"Let channels go on with {statesMax} states that no watchtower has?",
        signer => signer.SetExposureAsync((byte)statesMax, _ending.Token));

    /// <summary>Asks a session's tower to delete what it has; the device wants the owner's button for that.</summary>
    /// <exception cref="TowerCommandException">It did not; the text says why.</exception>
    public async Task DeleteAsync(SessionRow session)
    {
        TowerRow tower = _store.Towers().First(row => row.Id == session.Tower);
        try
        {
            Candidate candidate = _candidates.Add(tower.Key, tower.Addresses);
            using CandidateIterator.LockedAddress? locked = _candidates.Lock(candidate);
            await using TowerConversation conversation = await TowerConversation.OpenAsync(_door, tower.Key, candidate.Addresses.Peek, session.KeyIndex, _ending.Token);
            TowerRecord reply = await conversation.AskAsync((signer, link) => signer.DeleteAsync(link, _ending.Token), DeleteSessionReply, _ending.Token);
            if (reply.Code is not (0 or NotFound))
            {
                throw new TowerCommandException($"the tower deletes nothing: code {reply.Code}");
            }
        }
        catch (Exception no) when (no is TowerException or TowerSignerException)
        {
            throw new TowerCommandException(no.Message, no);
        }
    }

    /// <param name="question">What the device asks its owner meanwhile; null when it asks nothing.</param>
    private async Task ChangeBookAsync(string? question, Func<ITowerSigner, Task> change)
    {
        if (question != null)
        {
            _settings.Log("The device waits for its owner's button: " + question);
        }

        try
        {
            await change(_door.Signer);
            await ReadBookAsync();
        }
        catch (TowerSignerException no)
        {
            throw new TowerCommandException(no.Message, no);
        }
    }

    /// <summary>As the device has it now; the store keeps a copy for whoever cannot ask. One at a time, so that an older answer never replaces a newer one.</summary>
    private async Task<DeviceBook> ReadBookAsync()
    {
        await _bookGate.WaitAsync(_ending.Token);
        try
        {
            DeviceBook book = await _door.Signer.ReadBookAsync(_ending.Token);
            _store.SetBook(book);
            return book;
        }
        finally
        {
            _bookGate.Release();
        }
    }

    private void Wake()
    {
        try
        {
            _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It looks already.
        }
    }

    private async Task RunAsync()
    {
        Task[] negotiating = [.. _negotiators.Values.Select(negotiator => NegotiateAsync(negotiator))];
        Backoff backoff = new(_settings.WaitMin, _settings.WaitMax);
        try
        {
            while (true)
            {
                await _changed.WaitAsync(_ending.Token);
                try
                {
                    await LookAsync();
                    backoff.Reset();
                }
                catch (Exception failure) when (failure is TowerStoreException or TowerSignerException)
                {
                    _settings.Log("Towers wait: " + failure.Message);
                    backoff.Grow();
                    await Task.Delay(backoff.Wait, _settings.Time, _ending.Token);
                    Wake();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the program.
        }
        finally
        {
            await Task.WhenAll([.. negotiating, .. _queues.Values.Select(queue => queue.Task)]);
        }
    }

    /// <summary>Brings candidates, sessions and uploads in line with the store.</summary>
    private async Task LookAsync()
    {
        IReadOnlyList<TowerRow> towers = [.. _store.Towers().Where(tower => tower.IsActive)];
        foreach (TowerRow tower in towers)
        {
            _candidates.Add(tower.Key, tower.Addresses);
        }

        foreach (Candidate gone in _candidates.All.Where(candidate => !towers.Any(tower => tower.Key.AsSpan().SequenceEqual(candidate.PublicKey))))
        {
            TryRemove(gone);
        }

        if (towers.Count == 0)
        {
            return;
        }

        if (!_hasCompared)
        {
            await CompareBooksAsync(towers);
            _hasCompared = true;
        }

        foreach ((ushort blobType, Negotiator negotiator) in _negotiators)
        {
            int wanted = _candidates.All.Count(candidate => Wants(candidate, blobType));
            while (negotiator.Outstanding < wanted)
            {
                negotiator.Request();
            }
        }

        foreach (long done in _queues.Where(queue => queue.Value.Task.IsCompleted).Select(queue => queue.Key).ToArray())
        {
            _queues.Remove(done);
        }

        foreach (SessionRow session in _store.OpenSessions())
        {
            if (_queues.TryGetValue(session.Id, out (SessionQueue Queue, Task Task) running))
            {
                running.Queue.Wake();
            }
            else if (towers.FirstOrDefault(tower => tower.Id == session.Tower) is TowerRow tower && _candidates.Find(tower.Key) is Candidate candidate && _store.HasWork(session))
            {
                SessionQueue queue = new(_door, _candidates, candidate, _store, new UploadSettings(_settings.WaitMin, _settings.WaitMax, _settings.IdleMax, _settings.Log));
                _queues.Add(session.Id, (queue, UploadAsync(queue, session)));
            }
        }
    }

    /// <summary>
    /// The device's book is the one that counts. A session that it has and the store has not was opened in the moment before a crash; one that it does not
    /// have is of no use any more.
    /// </summary>
    private async Task CompareBooksAsync(IReadOnlyList<TowerRow> towers)
    {
        if (!_store.HasSweepKey)
        {
            (uint keyIndex, bool isTaproot) = await _door.Signer.FindSweepKeyAsync(_ending.Token);
            _store.SetSweepKey(keyIndex, isTaproot);
        }

        IReadOnlyList<OpenSession> book = (await ReadBookAsync()).Sessions;
        IReadOnlyList<SessionRow> known = _store.OpenSessions();
        foreach (SessionRow lost in known.Where(session => !book.Any(open => open.Index == session.KeyIndex)))
        {
            _store.Retire(lost, "the device does not have this session's key any more");
        }

        foreach (OpenSession open in book.Where(open => !known.Any(session => session.KeyIndex == open.Index)))
        {
            if (towers.Any(tower => tower.Key.AsSpan().SequenceEqual(open.Tower)) && !_store.HasClosed(open.Index))
            {
                _store.AddSession(open.Tower, open.BlobType, open.Index, open.Terms);
            }
            else
            {
                await _door.Signer.ForgetAsync(open.Index, _ending.Token);
            }
        }
    }

    /// <summary>Sessions for channels with anchors are opened at once, so that the owner sees whether the tower is of use; others when they are needed.</summary>
    private bool Wants(Candidate candidate, ushort blobType)
    {
        try
        {
            return _candidates.Find(candidate.PublicKey) == candidate && _store.NeedsSession(candidate.PublicKey, blobType, isEager: blobType == BlobType.Anchors);
        }
        catch (TowerStoreException)
        {
            return false;
        }
    }

    private async Task Announce(NegotiatedSession session)
    {
        try
        {
            _store.AddSession(session.Tower.PublicKey, session.BlobType, session.Key.Index, session.Terms);
            _settings.Log($"Session with tower {session.Tower.Name[..16]} (blob type {session.BlobType}, key {session.Key.Index}) is open.");
            await ReadBookAsync();
        }
        catch (TowerSignerException)
        {
            // The copy of its book is of a moment ago.
        }
        catch (TowerStoreException failure)
        {
            _settings.Log("A session was opened and cannot be written down; the next comparison with the device finds it: " + failure.Message);
            _hasCompared = false;
        }
    }

    private async Task NegotiateAsync(Negotiator negotiator)
    {
        await Guarded(() => negotiator.RunAsync(_ending.Token));
    }

    private async Task UploadAsync(SessionQueue queue, SessionRow session)
    {
        await Task.Yield();
        await Guarded(() => queue.RunAsync(session, _ending.Token));
        Wake();
    }

    /// <summary>A full disk ends a task, and the next change starts it again.</summary>
    private async Task Guarded(Func<Task> work)
    {
        Backoff backoff = new(_settings.WaitMin, _settings.WaitMax);
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await work();
                return;
            }
            catch (TowerStoreException failure)
            {
                _settings.Log("Towers wait: " + failure.Message);
                backoff.Grow();
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(backoff.Wait, _settings.Time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void TryRemove(Candidate candidate)
    {
        try
        {
            _candidates.Remove(candidate.PublicKey);
        }
        catch (AddressInUseException)
        {
            // The conversation ends by itself, and with it comes the next look.
        }
    }
}
