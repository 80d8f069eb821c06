namespace Holdfast.HistoryWorld;

/// <summary>Everything that can happen in a step. Parameters are numbers that the world takes modulo what is there, so any list of operations can be played.</summary>
public enum Deed : byte
{
    // Two nodes that want the channel to work.
    Offer, PeerOffers, Fulfil, PeerFulfils, ChangeFee, Commit, PeerCommits, Deliver, DeliverAll, NodeCrashes, ConnectionBreaks,

    // A thief who owns host, node and peer.
    SignOther, SignOld, ValidateOwn, RevokeNumber, ShowSecret, SignHolder, Close, AskPoint, Replay, ReplayOnOtherChannel, FlipByte,
    TakeSnapshot, OtherTimeline, Setup, Lock, Forget, PrepareThenSign, OldHost,

    // The world.
    PowerCut, PowerCutInStorage, ReplyLost, RequestTwice, StorageFails, Idle, FlashFallsBack,
}

/// <summary>One step of a history: what, on which channel, and three parameters.</summary>
public readonly record struct Operation(Deed Deed, byte Channel, ushort A, ushort B, ushort C)
{
    public override string ToString() => Deed + ":" + Channel + ":" + A + ":" + B + ":" + C;

    public static Operation Parse(string text)
    {
        string[] parts = text.Split(':');
        return new Operation(Enum.Parse<Deed>(parts[0]), byte.Parse(parts[1]), ushort.Parse(parts[2]), ushort.Parse(parts[3]), ushort.Parse(parts[4]));
    }
}
