using Holdfast.Watchtowers.Storage;

namespace Holdfast.Watchtowers;

/// <summary>How an uploader waits, and whom it tells.</summary>
/// <param name="IdleMax">How long a connection stays open without work; a tower hangs up after 15 seconds.</param>
internal sealed record UploadSettings(TimeSpan WaitMin, TimeSpan WaitMax, TimeSpan IdleMax, Action<string> Log);

/// <summary>
/// Sends one session's updates to its tower, in order. An update is fixed in the store before it is sent, and the same bytes go out again until the tower
/// acknowledges them. A session that a tower no longer knows, or about which it lies, is given up: its states wait for the next one.
/// </summary>
internal sealed class SessionQueue(TowerDoor door, CandidateIterator candidates, Candidate candidate, TowerStore store, UploadSettings settings)
{
    private const ushort StateUpdateReply = 605;

    private readonly SemaphoreSlim _work = new(0, 1);

    /// <summary>There may be something to do.</summary>
    public void Wake()
    {
        try
        {
            _work.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake.
        }
    }

    /// <summary>Runs until nothing is to be done for a while, or the session is full or given up.</summary>
    public async Task RunAsync(SessionRow session, CancellationToken cancellation)
    {
        Backoff backoff = new(settings.WaitMin, settings.WaitMax);
        while (store.Session(session.Id) is SessionRow now && store.HasWork(now) && candidates.Find(candidate.PublicKey) != null)
        {
            if (backoff.Wait > TimeSpan.Zero)
            {
                await Task.Delay(backoff.Wait, door.Time, cancellation);
            }

            try
            {
                // As the store has it: a connection that broke may have brought acknowledgements before.
                if (store.Session(session.Id) is not SessionRow current || !await UploadAsync(current, backoff, cancellation))
                {
                    return;
                }
            }
            catch (TowerException no)
            {
                Fail(no.Message);
                candidates.MoveOn(candidate);
                backoff.Grow();
            }
            catch (TowerSignerException no) when (no.Fault == TowerSignerFault.UnknownKey)
            {
                await GiveUpAsync(session, "the device does not have this session's key any more", cancellation);
                return;
            }
            catch (TowerSignerException no)
            {
                Fail("the device: " + no.Message);
                backoff.Grow();
            }
        }
    }

    /// <summary>False when nothing happened for as long as a connection is kept open.</summary>
    private async Task<bool> IsWokenAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource idle = new(settings.IdleMax, door.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, idle.Token);
        try
        {
            await _work.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>One connection. False when the session is over.</summary>
    private async Task<bool> UploadAsync(SessionRow session, Backoff backoff, CancellationToken cancellation)
    {
        CommittedUpdate? update = store.NextCommitted(session);
        if (update == null)
        {
            (session, update) = await CommitNextAsync(session, cancellation);
        }

        if (update == null)
        {
            return true;
        }

        using CandidateIterator.LockedAddress? locked = candidates.Lock(candidate);
        if (locked == null)
        {
            return false;
        }

        await using TowerConversation conversation = await TowerConversation.OpenAsync(door, candidate.PublicKey, locked.Address, session.KeyIndex, cancellation);
        while (update != null)
        {
            bool isLast = update.Sequence == session.Terms.UpdatesMax;
            CommittedUpdate sent = update;
            SessionRow current = session;
            TowerRecord reply = await conversation.AskAsync(
                (signer, link) => signer.UpdateAsync(link, sent, current.Applied, isLast, cancellation), StateUpdateReply, cancellation);
            if (reply.Code == 0 && reply.LastApplied == sent.Sequence)
            {
                session = store.Acknowledge(session, sent.Sequence);
                backoff.Reset();
                candidate.Trouble.Succeeded();
                candidate.Losses.Reset();
            }
            else if (reply.Code is not 40)
            {
                await GiveUpAsync(session, Loss(reply, sent), cancellation);
                return false;
            }
            else
            {
                throw new TowerException("the tower cannot take updates just now");
            }

            if (isLast)
            {
                await ForgetKeyAsync(session, cancellation);
                return false;
            }

            update = store.NextCommitted(session);
            while (update == null)
            {
                (session, update) = await CommitNextAsync(session, cancellation);
                if (update == null && !await IsWokenAsync(cancellation))
                {
                    return true;
                }
            }
        }

        return true;
    }

    /// <summary>Fixes the next update, if a state waits and there is room.</summary>
    private async Task<(SessionRow Session, CommittedUpdate? Update)> CommitNextAsync(SessionRow session, CancellationToken cancellation)
    {
        while (candidates.Find(candidate.PublicKey) != null && store.NextWaiting(session) is WaitingState state)
        {
            try
            {
                Backup? backup = await door.Signer.MakeBackupAsync(session.KeyIndex, state.State, cancellation);
                if (backup == null)
                {
                    store.Skip(session.Tower, state);
                    continue;
                }

                session = store.Commit(session, state, backup);
                return (session, store.NextCommitted(session));
            }
            catch (TowerSignerException no) when (no.Fault == TowerSignerFault.OtherChannelType)
            {
                store.SetBlobType(state.Channel, session.BlobType == BlobType.Anchors ? BlobType.Legacy : BlobType.Anchors);
            }
            catch (TowerSignerException no) when (no.Fault == TowerSignerFault.TooExpensive)
            {
                settings.Log(
                    $"State {state.State.Number} of a channel is not worth the fee of session {session.KeyIndex} with tower {candidate.Name[..16]}, "
                        + $"{session.Terms.FeeratePerKw} sat per 1,000 weight: it waits for a session with a lower one. "
                        + "`holdfast tower policy --fee-rate` sets the fee of new sessions.");
                store.Spare(session, state);
            }
            catch (TowerSignerException no) when (no.Fault is TowerSignerFault.Refused or TowerSignerFault.Malformed)
            {
                settings.Log($"The device makes no backup of state {state.State.Number} of a channel: {no.Message}");
                store.Refuse(session.Tower, state, no.Message);
            }
        }

        return (session, null);
    }

    /// <summary>The next negotiation with this tower waits longer each time, until it acknowledges something: a tower that loses every session costs a key each.</summary>
    private async Task GiveUpAsync(SessionRow session, string why, CancellationToken cancellation)
    {
        Fail(why);
        candidate.Losses.Grow();
        candidate.Trouble.Refused(session.BlobType, door.Time.GetUtcNow() + candidate.Losses.Wait);
        store.Retire(session, why);
        await ForgetKeyAsync(session, cancellation);
    }

    private async Task ForgetKeyAsync(SessionRow session, CancellationToken cancellation)
    {
        try
        {
            await door.Signer.ForgetAsync(session.KeyIndex, cancellation);
        }
        catch (TowerSignerException)
        {
            // It costs a place in the device's book until the next start, which compares the books.
        }
    }

    private void Fail(string sentence)
    {
        if (candidate.Trouble.Failed(sentence, door.Time.GetUtcNow()))
        {
            settings.Log($"Tower {candidate.Name[..16]}: {sentence}");
        }
    }

    private static string Loss(TowerRecord reply, CommittedUpdate sent) => reply.Code switch
    {
        0 => $"the tower says that it has {reply.LastApplied} updates after it was given number {sent.Sequence}: what it has is not what was sent, so the session is given up",
        50 => "the tower does not know the session any more: it is given up and its states go to a new one",
        70 => "the tower was told of more acknowledgements than are known here: the session is given up",
        71 => "the tower takes fewer updates than were agreed on: the session is given up",
        72 => "the tower has other updates than were sent: the session is given up",
        _ => $"the tower refuses an update with code {reply.Code}: the session is given up",
    };
}
