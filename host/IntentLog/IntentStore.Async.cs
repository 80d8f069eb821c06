namespace Holdfast.IntentLog;

/// <content>
/// The same for callers that wait without a thread. One promise holds for all of them: when one of them throws an <see cref="OperationCanceledException"/>, nothing was written.
/// A write that has begun is finished, because a caller that does not know whether its intent is durable could only treat it as if it were.
/// </content>
public sealed partial class IntentStore
{
    /// <summary>However many callers wait, one thread of the pool is busy with this file.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary><see cref="Open(string, IntentStoreOptions?)"/>, without holding up the caller.</summary>
    public static async Task<IntentStore> OpenAsync(string path, IntentStoreOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return await Task.Run(() => Open(path, options), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary><see cref="Begin(Intent)"/>.</summary>
    public Task<long> BeginAsync(Intent intent, CancellationToken cancellation = default) => InTurn(() => Begin(intent), cancellation);

    /// <summary><see cref="Complete"/>.</summary>
    public Task CompleteAsync(long id, byte[] reply, byte[] receipt, string? note = null, byte[]? memory = null, CancellationToken cancellation = default) =>
        InTurn(() => Complete(id, reply, receipt, note, memory), cancellation);

    /// <summary><see cref="RecordRefusal"/>.</summary>
    public Task RecordRefusalAsync(long id, string tag, CancellationToken cancellation = default) => InTurn(() => RecordRefusal(id, tag), cancellation);

    /// <summary><see cref="Abandon"/>.</summary>
    public Task AbandonAsync(long id, string reason, CancellationToken cancellation = default) => InTurn(() => Abandon(id, reason), cancellation);

    /// <summary><see cref="Pending"/>.</summary>
    public Task<IReadOnlyList<OpenIntent>> PendingAsync(CancellationToken cancellation = default) => InTurn(Pending, cancellation);

    private Task<bool> InTurn(Action work, CancellationToken cancellation) => InTurn(
        () =>
        {
            work();
            return true;
        },
        cancellation);

    /// <summary>Waits for the file and then works to the end; whoever gives up has done so before it was his turn.</summary>
    private async Task<T> InTurn<T>(Func<T> work, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            return await Task.Run(work, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
