namespace Holdfast.IntentLog;

/// <content>The first thing after a start.</content>
public sealed partial class IntentStore
{
    private const int Recovering = 1;
    private const int IsRecovered = 2;

    /// <summary>0 after <see cref="Open(string, IntentStoreOptions?)"/>.</summary>
    private int _recovery;

    /// <summary>
    /// The first thing after <see cref="Open(string, IntentStoreOptions?)"/>: takes each intent that was begun and not closed, oldest first, and writes down what came of it.
    /// <see cref="Begin(Intent)"/> throws until this has returned, also when nothing is open: a node that forgets it fails at its first request and not after its first crash.
    /// </summary>
    /// <param name="ask">
    /// Asks the signer for exactly these bytes again, stores the state that follows, and says how it ended. What it throws (a lost link, a timeout) comes out of here: that
    /// intent stays open with all later ones, and this is called again when the signer is back.
    /// </param>
    /// <exception cref="IntentStoreException">The log cannot be read, or an answer could not be made durable: its intent stays open.</exception>
    /// <exception cref="InvalidOperationException">Another thread, or the one that calls this, is recovering already.</exception>
    public void Recover(Func<OpenIntent, Recovery> ask)
    {
        int before = StartRecovery();
        try
        {
            foreach (OpenIntent open in Pending())
            {
                ask(open).WriteTo(this, open.Id);
            }

            before = IsRecovered;
        }
        finally
        {
            Volatile.Write(ref _recovery, before);
        }
    }

    /// <summary>The same. A cancellation is seen between two intents and by <paramref name="ask"/>; an answer that came is always written down.</summary>
    public async Task RecoverAsync(Func<OpenIntent, CancellationToken, Task<Recovery>> ask, CancellationToken cancellation = default)
    {
        int before = StartRecovery();
        try
        {
            foreach (OpenIntent open in await PendingAsync(cancellation).ConfigureAwait(false))
            {
                cancellation.ThrowIfCancellationRequested();
                Recovery answer = await ask(open, cancellation).ConfigureAwait(false);
                await InTurn(() => answer.WriteTo(this, open.Id), CancellationToken.None).ConfigureAwait(false);
            }

            before = IsRecovered;
        }
        finally
        {
            Volatile.Write(ref _recovery, before);
        }
    }

    /// <returns>What holds again if this attempt does not reach its end.</returns>
    private int StartRecovery()
    {
        int before = Interlocked.Exchange(ref _recovery, Recovering);
        return before == Recovering ? throw new InvalidOperationException("the intent log is being recovered already") : before;
    }

    private void RequireRecovered()
    {
        if (Volatile.Read(ref _recovery) != IsRecovered)
        {
            throw new InvalidOperationException("call Recover before Begin: intents of an earlier life may be open, and the signer may have acted on them");
        }
    }
}
