namespace Holdfast.DeviceLink;

/// <summary>
/// How long a client waits before it opens a line in trouble again: twice as long each time, up to a bound, and by chance up to half less, so that two programs on one
/// line do not meet each time.
/// </summary>
internal sealed class ReopenDelay(SignerClientSettings settings)
{
    /// <summary>Attempts until one does not end in trouble, or the settings allow no more: then the trouble is the caller's.</summary>
    public T UntilAnswered<T>(Func<CancellationToken, T> attempt, CancellationToken cancellation)
    {
        for (int reopens = 0; ; reopens++)
        {
            try
            {
                return attempt(cancellation);
            }
            catch (LineTroubleException) when (reopens < (settings.ReopensMax ?? int.MaxValue))
            {
                Task.Delay(After(reopens), settings.Time, cancellation).GetAwaiter().GetResult();
            }
        }
    }

    private TimeSpan After(int reopens)
    {
        double longest = Math.Min(settings.ReopenDelay.TotalMilliseconds * Math.Pow(2, Math.Min(reopens, 30)), settings.ReopenDelayMax.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(longest * (1 - (Random.Shared.NextDouble() / 2)));
    }
}
