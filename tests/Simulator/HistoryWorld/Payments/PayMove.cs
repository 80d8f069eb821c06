namespace Holdfast.HistoryWorld.Payments;

/// <summary>What somebody does in one step: first what an honest node does, then what a thief tries.</summary>
public enum PayDeed : byte
{
    Forward, Pay, PayInParts, Receive, End, EndMany, Restart, Splice, LockSplice, Close, Small,
    Request, Confuse, PayTwice, FailPaid, SwapExpiry, PrepareAndPay, ReturnAndPay, CoverByClosed, ShowOldTable, Adopt, OtherFunding, Drift, Switch, Skim, StealPreimage, Trickle,
    Alike, KeepMore, Overpay, ApproveAlone, PayAgain, SayTimedOut,
}

/// <summary>One step: what, and the seed of every choice in it.</summary>
public readonly record struct PayMove(PayDeed Deed, ushort Seed)
{
    public override string ToString() => Deed + ":" + Seed;

    public static PayMove Parse(string text)
    {
        string[] parts = text.Split(':');
        return new PayMove(Enum.Parse<PayDeed>(parts[0]), ushort.Parse(parts[1]));
    }
}
