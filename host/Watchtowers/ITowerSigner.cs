namespace Holdfast.Watchtowers;

/// <summary>
/// What only the device does: the keys of sessions and connections are its own, it makes every message to a tower and reads every one of the
/// tower's. The host moves bytes. firmware/Protocol/PROTOCOL.md has the requests behind these.
/// </summary>
/// <remarks>Each may throw <see cref="TowerSignerException"/>. A link is the device's end of a connection, numbered from 0 to <see cref="LinksMax"/> - 1.</remarks>
public interface ITowerSigner
{
    public const int LinksMax = 4;

    /// <summary>The key for the next session with this tower: the same until it is used, durable before it is told.</summary>
    /// <param name="isForced">Another one: the tower has seen this one used.</param>
    Task<ReservedKey> ReserveAsync(byte[] tower, ushort blobType, bool isForced, CancellationToken cancellation);

    /// <summary>Act one of the handshake.</summary>
    Task<byte[]> ConnectAsync(byte link, byte[] tower, uint index, CancellationToken cancellation);

    /// <summary>Act three and Init; null when the one who answered is not this tower.</summary>
    Task<byte[]?> FinishAsync(byte link, byte[] actTwo, CancellationToken cancellation);

    /// <summary>Reads what came, of which it said before how much it wants.</summary>
    Task<TowerRecord> ReceiveAsync(byte link, byte[] bytes, CancellationToken cancellation);

    Task<byte[]> CreateAsync(byte link, SessionTerms terms, CancellationToken cancellation);

    /// <summary>The same again for the same session and state. Null: this state needs no backup, nothing could be taken from the peer.</summary>
    Task<Backup?> MakeBackupAsync(uint index, RevokedState state, CancellationToken cancellation);

    Task<byte[]> UpdateAsync(byte link, CommittedUpdate update, ushort lastApplied, bool isComplete, CancellationToken cancellation);

    Task<byte[]> DeleteAsync(byte link, CancellationToken cancellation);

    /// <summary>All that it remembers of towers.</summary>
    Task<DeviceBook> ReadBookAsync(CancellationToken cancellation);

    /// <summary>Whether what this tower acknowledges counts for the limit of states without a backup. To begin to trust one takes the owner's button.</summary>
    Task TrustAsync(byte[] tower, bool isTrusted, CancellationToken cancellation);

    /// <summary>How many states of a channel may wait for a tower that is trusted; 0 is any number. Less strict takes the owner's button.</summary>
    Task SetExposureAsync(byte statesMax, CancellationToken cancellation);

    /// <summary>A key of the node's wallet that it watches from its first start on, for sweeps.</summary>
    Task<(uint KeyIndex, bool IsTaproot)> FindSweepKeyAsync(CancellationToken cancellation);

    /// <summary>Nobody will use this key again.</summary>
    Task ForgetAsync(uint index, CancellationToken cancellation);
}

/// <param name="SessionKey">33 bytes, by which the tower knows the session.</param>
public sealed record ReservedKey(uint Index, byte[] SessionKey);

/// <param name="OpenChannels">Channels with backups in it that are not over.</param>
public sealed record OpenSession(byte[] Tower, ushort BlobType, uint Index, SessionTerms Terms, int OpenChannels = 0);

/// <param name="LastIndex">The highest key that was ever given out; 0: none, and no tickets of states either.</param>
/// <param name="ExposureMax">How many states of a channel may wait for a tower that is trusted; 0: any number.</param>
/// <param name="Trusted">The towers that the owner relies on.</param>
/// <param name="Reservations">Keys that no session has been opened with yet.</param>
public sealed record DeviceBook(uint LastIndex, int ExposureMax, IReadOnlyList<byte[]> Trusted, int Reservations, IReadOnlyList<OpenSession> Sessions);

/// <summary>A backup of one state for one session, as the device sealed it: nobody can change it or make another.</summary>
public sealed record Backup(byte[] Hint, byte[] Blob, byte[] Seal);

/// <summary>One signed commitment of the peer and, since it is revoked, its secret.</summary>
/// <param name="ChannelId">As the device names the channel, 16 bytes.</param>
/// <param name="FundingPrefix">Which funding of the channel.</param>
/// <param name="Ticket">The device's proof that it signed this.</param>
public sealed record RevokedState(byte[] ChannelId, uint FundingPrefix, ulong Number, byte[] Txid, ushort Vout, ulong Sat, byte[] Ticket, byte[] Secret);

/// <summary>An update whose bytes are fixed: they go out under this number and no others ever do.</summary>
public sealed record CommittedUpdate(ushort Sequence, byte[] ChannelId, uint FundingPrefix, ulong Number, Backup Backup);

public enum TowerVerdict
{
    /// <summary>Nothing is complete: the device wants this many bytes more.</summary>
    More = 0,
    Message = 1,
    BadRecord = 2,
    BadMessage = 3,
    Unexpected = 4,
    WrongChain = 5,
    UnknownFeature = 6,
}

/// <param name="NeededBytes">How many bytes the device wants next.</param>
/// <param name="Data">Of a reply to CreateSession: the script that the tower wants a reward on.</param>
public sealed record TowerRecord(TowerVerdict Verdict, int NeededBytes, ushort Type, ushort Code, ushort LastApplied, byte[] Data);

/// <summary>Why the device did not do it.</summary>
public enum TowerSignerFault
{
    /// <summary>It has lost this connection's keys: connect again.</summary>
    LinkGone,

    /// <summary>It has no room for one more session.</summary>
    Full,

    /// <summary>It knows no such session.</summary>
    UnknownKey,

    /// <summary>The channel is of another kind than the session.</summary>
    OtherChannelType,

    /// <summary>The session's fee would use up more than may stay without a backup: the state needs a session with a lower fee.</summary>
    TooExpensive,

    /// <summary>A rule says no.</summary>
    Refused,

    /// <summary>The key or another field means nothing to it.</summary>
    Malformed,

    /// <summary>It is away, locked or stopped. May pass.</summary>
    Away,
}

public sealed class TowerSignerException(TowerSignerFault fault, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    public TowerSignerFault Fault => fault;
}
