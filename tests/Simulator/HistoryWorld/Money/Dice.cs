namespace Holdfast.HistoryWorld.Money;

/// <summary>Every choice of a move, from its seed.</summary>
internal sealed class Dice(int seed, bool isHonest)
{
    private readonly Random _random = new(seed);

    public bool IsHonest { get; } = isHonest;

    /// <summary>A field that is not what an honest node would send; so many times of a hundred.</summary>
    public bool Evil(int percent)
    {
        int roll = _random.Next(100);
        return !IsHonest && roll < percent;
    }

    public bool Chance(int percent) => _random.Next(100) < percent;

    public int Below(int count) => _random.Next(count);

    public T Pick<T>(params T[] items) => items[_random.Next(items.Length)];

    public T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
