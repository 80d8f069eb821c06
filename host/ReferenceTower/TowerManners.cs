namespace Holdfast.ReferenceTower;

/// <summary>The moments of one connection, in their order.</summary>
public enum TowerMoment
{
    Accepted,
    ActOneRead,
    ActTwoWritten,
    ActThreeRead,
    InitRead,
    InitWritten,
    MessageRead,
    MessageDone,
    ReplyWritten,
}

/// <summary>What a tower does at a moment.</summary>
public enum TowerDeed
{
    GoesOn,
    HangsUp,
    StaysSilent,
}

/// <summary>How a tower behaves: by itself as lnd's does, and otherwise however a test wants it.</summary>
public sealed record TowerManners
{
    /// <summary>Chain hash of Bitcoin's regtest, internal byte order.</summary>
    public static readonly byte[] Regtest = Convert.FromHexString("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");

    public byte[] ChainHash { get; init; } = Regtest;

    /// <summary>lnd's: bits 1 and 3, altruist and anchor, optional.</summary>
    public byte[] Features { get; init; } = [0x0a];

    /// <summary>Decides at each moment; the message is the last one read, null before the first.</summary>
    public Func<TowerMoment, TowerMessage?, TowerDeed> At { get; init; } = (_, _) => TowerDeed.GoesOn;

    /// <summary>Changes a reply before it is encrypted: another code, a lie, garbage, something too long.</summary>
    public Func<byte[], byte[]> Says { get; init; } = reply => reply;

    /// <summary>Changes bytes after they were encrypted.</summary>
    public Func<byte[], byte[]> Sends { get; init; } = bytes => bytes;
}
