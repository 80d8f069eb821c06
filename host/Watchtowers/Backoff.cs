namespace Holdfast.Watchtowers;

/// <summary>No wait before the first attempt; then from the least to the most, twice as long each time.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max)
{
    public TimeSpan Wait { get; private set; } = TimeSpan.Zero;

    public void Grow() => Wait = Wait == TimeSpan.Zero ? min : Wait * 2 < max ? Wait * 2 : max;

    public void Reset() => Wait = TimeSpan.Zero;
}
