namespace Holdfast.HistoryWorld.Backups;

/// <summary>What somebody does in one step.</summary>
public enum BackupDeed : byte
{
    // A node that works, its host's towers, and the owner.
    Advance, Upload, Splice, LockSplice, Trust, Distrust, Demand, LetGo, OpenAnother, Reboot,

    // A thief who owns the host, the peer and a tower of his own.
    ChangeBackup, ChangeUpdate, AskTwice, KeepYes, CostlySession, Delete, OtherTower, OwnTower, Fill, Replay, FlipByte, SignAhead, FalseFunding, Release,
}

/// <summary>One step: what, and the seed of every choice in it.</summary>
public readonly record struct BackupMove(BackupDeed Deed, ushort Seed)
{
    public override string ToString() => Deed + ":" + Seed;

    public static BackupMove Parse(string text)
    {
        string[] parts = text.Split(':');
        return new BackupMove(Enum.Parse<BackupDeed>(parts[0]), ushort.Parse(parts[1]));
    }
}
