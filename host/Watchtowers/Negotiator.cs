namespace Holdfast.Watchtowers;

/// <summary>A session that a tower has agreed to and the device has written down.</summary>
internal sealed record NegotiatedSession(Candidate Tower, ushort BlobType, ReservedKey Key, SessionTerms Terms);

/// <summary>What a negotiator is for, and when it waits.</summary>
/// <param name="IsWanted">Whether a session with this tower is wanted at all.</param>
/// <param name="Terms">What is asked for now.</param>
/// <param name="Gate">Held for one attempt: all negotiators together talk to one tower at a time.</param>
internal sealed record NegotiatorSettings(
    ushort BlobType, Predicate<Candidate> IsWanted, Func<SessionTerms> Terms, TimeSpan WaitMin, TimeSpan WaitMax, SemaphoreSlim Gate);

/// <summary>
/// Opens sessions, one after the other: a request while one is being negotiated is counted, and starts the next. A negotiation goes through the candidates
/// until one agrees. Between attempts it waits, twice as long each time; going through all of them without success is one more failure. The next
/// negotiation begins at the tower after the one that agreed, and with no wait.
/// </summary>
/// <remarks>As lnd's does (watchtower/wtclient/session_negotiator.go), without four of its faults: this side closes each connection, asks again only after an hour what
/// was refused, look at what comes with an agreement, and wait also when a tower says of every key that it is used.</remarks>
internal sealed class Negotiator(TowerDoor door, CandidateIterator candidates, NegotiatorSettings settings, Func<NegotiatedSession, Task> announce, Action<string> log)
{
    private const ushort CreateSessionReply = 603;
    private const ushort Ok = 0;
    private const ushort AlreadyExists = 60;

    /// <summary>A refusal of the terms is a setting of the tower, which its operator changes rarely.</summary>
    private static readonly TimeSpan s_aside = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _requests = new(0);
    private readonly HashSet<string> _usedKeys = [];
    private int _outstanding;
    private TaskCompletionSource? _wait;

    private enum Attempt
    {
        Agreed,
        Failed,
        KeyUsed,
        NotReserved,
    }

    /// <summary>Requests that no session has come of yet.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    public void Request()
    {
        Interlocked.Increment(ref _outstanding);
        _requests.Release();
    }

    /// <summary>Ends a wait: the owner added or changed something.</summary>
    public void Hurry() => Volatile.Read(ref _wait)?.TrySetResult();

    /// <summary>Negotiates whatever is requested, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _requests.WaitAsync(cancellation);
            NegotiatedSession? session = await NegotiateAsync(cancellation);
            if (session != null)
            {
                await announce(session);
            }

            Interlocked.Decrement(ref _outstanding);
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        TaskCompletionSource hurried = new();
        Volatile.Write(ref _wait, hurried);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(wait, door.Time, enough.Token), hurried.Task);
        await enough.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Null when no tower is wanted any more.</summary>
    private async Task<NegotiatedSession?> NegotiateAsync(CancellationToken cancellation)
    {
        Backoff backoff = new(settings.WaitMin, settings.WaitMax);
        while (true)
        {
            if (backoff.Wait > TimeSpan.Zero)
            {
                await WaitAsync(backoff.Wait, cancellation);
            }

            Candidate? candidate = candidates.Next(tower => settings.IsWanted(tower) && !tower.Trouble.IsSetAside(settings.BlobType, door.Time.GetUtcNow()));
            if (candidate == null)
            {
                if (!candidates.All.Any(tower => settings.IsWanted(tower)))
                {
                    candidates.Reset();
                    return null;
                }

                candidates.Reset();
                backoff.Grow();
                continue;
            }

            (Attempt outcome, NegotiatedSession? session) = await TryAsync(candidate, backoff, cancellation);
            if (outcome == Attempt.Agreed)
            {
                return session;
            }
        }
    }

    /// <summary>Asks one tower at each of its addresses; grows the wait when that fails.</summary>
    private async Task<(Attempt, NegotiatedSession?)> TryAsync(Candidate candidate, Backoff backoff, CancellationToken cancellation)
    {
        for (bool wasForced = false; ; wasForced = true)
        {
            ReservedKey key;
            try
            {
                key = await door.Signer.ReserveAsync(candidate.PublicKey, settings.BlobType, _usedKeys.Contains(candidate.Name), cancellation);
                _usedKeys.Remove(candidate.Name);
            }
            catch (TowerSignerException no)
            {
                Fail(candidate, "no key for a session: " + no.Message);
                return (Attempt.NotReserved, null);
            }

            SessionTerms terms = settings.Terms();
            Attempt outcome;
            do
            {
                outcome = await TryAddressAsync(candidate, key, terms, cancellation);
            }
            while (outcome == Attempt.Failed && candidates.MoveOn(candidate));

            if (outcome == Attempt.Agreed)
            {
                candidate.Trouble.Succeeded();
                return (Attempt.Agreed, new NegotiatedSession(candidate, settings.BlobType, key, terms));
            }

            if (outcome == Attempt.KeyUsed)
            {
                _usedKeys.Add(candidate.Name);
            }

            // The next key at once, but only once: a tower that says of every key that it is used is not asked without end.
            if (outcome != Attempt.KeyUsed || wasForced)
            {
                backoff.Grow();
                return (Attempt.Failed, null);
            }
        }
    }

    private async Task<Attempt> TryAddressAsync(Candidate candidate, ReservedKey key, SessionTerms terms, CancellationToken cancellation)
    {
        await settings.Gate.WaitAsync(cancellation);
        try
        {
            using CandidateIterator.LockedAddress? locked = candidates.Lock(candidate);
            if (locked == null)
            {
                return Attempt.Failed;
            }

            await using TowerConversation conversation = await TowerConversation.OpenAsync(door, candidate.PublicKey, locked.Address, key.Index, cancellation);
            TowerRecord reply = await conversation.AskAsync((signer, link) => signer.CreateAsync(link, terms, cancellation), CreateSessionReply, cancellation);
            switch (reply.Code)
            {
                case Ok when reply.Data.Length == 0:
                    return Attempt.Agreed;
                case Ok:
                    await door.Signer.ForgetAsync(key.Index, cancellation);
                    throw new TowerException("the tower wants a reward that was not offered", isRefusal: true);
                case AlreadyExists:
                    Fail(candidate, $"the tower knows key {key.Index} from before; the next one is 1,000 above");
                    return Attempt.KeyUsed;
                default:
                    throw new TowerException(Refusal(reply.Code), isRefusal: reply.Code is >= 61 and <= 64);
            }
        }
        catch (TowerException no)
        {
            if (no.IsRefusal)
            {
                candidate.Trouble.Refused(settings.BlobType, door.Time.GetUtcNow() + s_aside);
            }

            Fail(candidate, no.Message);
            return Attempt.Failed;
        }
        catch (TowerSignerException no)
        {
            Fail(candidate, "the device: " + no.Message);
            return Attempt.Failed;
        }
        finally
        {
            settings.Gate.Release();
        }
    }

    private void Fail(Candidate candidate, string sentence)
    {
        bool isNews = candidate.Trouble.Failed(sentence, door.Time.GetUtcNow());
        if (isNews)
        {
            log($"No session with tower {candidate.Name[..16]} (blob type {settings.BlobType}) yet: {sentence}");
        }
    }

    private static string Refusal(ushort code) => code switch
    {
        40 => "the tower cannot open a session just now",
        50 => "the tower opens no session",
        61 => "the tower refuses so many updates in one session: `holdfast tower policy --max-updates`",
        62 => "the tower wants a reward, which is not supported",
        63 => "the tower refuses so small a fee for its sweep: `holdfast tower policy --fee-rate`",
        64 => "the tower refuses sessions of this blob type",
        _ => "the tower refuses the session with code " + code,
    };
}
