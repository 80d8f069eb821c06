namespace Holdfast.HeldPayments.Handlers;

/// <summary>
/// How many HTLCs the handler judges at once, and how many wait for that. Whoever comes when both are full is told to try again later, so a flood of HTLCs starts no flood of
/// processes.
/// </summary>
public sealed class HandlerPool(IHandler handler, int jobs, int queue, TimeSpan limit) : IDisposable
{
    /// <summary>The payload that a handler gets is never longer.</summary>
    public const int PayloadBytesMax = 128 << 10;

    private readonly SemaphoreSlim _free = new(jobs);
    private int _inside;

    /// <summary>Running and waiting.</summary>
    public int Inside => Volatile.Read(ref _inside);

    public async Task<Verdict> JudgeAsync(byte[] payload, CancellationToken cancellation)
    {
        if (payload.Length > PayloadBytesMax)
        {
            return Verdict.Broken($"the HTLC is described with more than {PayloadBytesMax} bytes");
        }

        if (Interlocked.Increment(ref _inside) > jobs + queue)
        {
            Interlocked.Decrement(ref _inside);
            return Verdict.Late($"{jobs} HTLCs are being judged and {queue} wait");
        }

        try
        {
            await _free.WaitAsync(cancellation);
            try
            {
                return await handler.JudgeAsync(payload, limit, cancellation);
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <summary>No handler runs any more, and none is started after this. What they judge for was cancelled before.</summary>
    public async Task EndedAsync()
    {
        for (int i = 0; i < jobs; i++)
        {
            await _free.WaitAsync();
        }
    }

    public void Dispose() => _free.Dispose();
}
