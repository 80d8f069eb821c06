namespace Holdfast.HistoryWorld.Money;

/// <summary>What somebody tries in one step. Each is honest in most of its fields most of the time; a seed says where it is not.</summary>
public enum MoneyDeed : byte
{
    Open, Accept, Update, Splice, Close, CloseByUs, CloseByPeer, Sweep, Spend, Announce, Message, StartOver, ComeBack, Mutate, Forget, Lock, Confirm, Reboot, Bump, Twins, Ahead,
}

/// <summary>One step: what, and the seed of every choice in it.</summary>
public readonly record struct MoneyMove(MoneyDeed Deed, ushort Seed)
{
    public override string ToString() => Deed + ":" + Seed;

    public static MoneyMove Parse(string text)
    {
        string[] parts = text.Split(':');
        return new MoneyMove(Enum.Parse<MoneyDeed>(parts[0]), ushort.Parse(parts[1]));
    }
}
