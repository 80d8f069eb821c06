namespace Holdfast.DeviceLink;

/// <summary>How a <see cref="SignerClient"/> unlocks the device and how patient it is.</summary>
public sealed record SignerClientSettings
{
    /// <summary>The host's half of the key, 32 bytes; null: only open messages (Hello, Status, Provision, Wipe, DrawEntropy).</summary>
    public byte[]? HostHalf { get; init; }

    /// <summary>The newest receipt that this host has seen of the device, 24 bytes, from the intent log.</summary>
    public byte[]? Receipt { get; init; }

    /// <summary>The bridge that holds the device against other bridges, printable ASCII, at most 64 characters; empty for commands, which hold it against nobody.</summary>
    public string Holder { get; init; } = string.Empty;

    /// <summary>The fencing token of the intent log; 0 where it is a file.</summary>
    public ulong Fence { get; init; }

    /// <summary>
    /// The folder in which the device's backup is kept, durable before an answer goes on; null: none is kept. An answer whose backup cannot be written is a
    /// <see cref="BackupException"/>.
    /// </summary>
    public string? BackupFolder { get; init; }

    /// <summary>First wait for a reply before the identical request is sent again; the wait doubles up to <see cref="ReplyTimeoutMaxMs"/>.</summary>
    public int ReplyTimeoutMs { get; init; } = 2_000;

    public int ReplyTimeoutMaxMs { get; init; } = 10_000;

    /// <summary>
    /// Silence on an open line before it is opened anew. Longer than the owner may take for the button, because opening some serial adapters
    /// resets the board.
    /// </summary>
    public int SilenceMsMax { get; init; } = 120_000;

    /// <summary>
    /// Silence on a line on which this client has never had an answer: probably the wrong port. It is then given up, and not opened anew. Null: such a line gets the same patience
    /// as any other.
    /// </summary>
    public int? FirstAnswerMsMax { get; init; }

    /// <summary>First pause before the line is opened anew; doubles, with jitter, up to <see cref="ReopenDelayMax"/>.</summary>
    public TimeSpan ReopenDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan ReopenDelayMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the line may be opened anew for one request; null: for ever, the request is held until the device is back.</summary>
    public int? ReopensMax { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
