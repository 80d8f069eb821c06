namespace Holdfast.Dashboard.Pictures;

/// <summary>Everything that the page shows, as it was at one moment. It holds no secret: whoever makes it leaves secrets out.</summary>
internal sealed record NodePicture
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The node's directory.</summary>
    public required string Folder { get; init; }

    public required BridgePicture Bridge { get; init; }

    /// <summary>Null when the device has not been asked yet, or nobody could ask it.</summary>
    public DevicePicture? Device { get; init; }

    public required LogPicture Log { get; init; }

    /// <summary>What the node's requests and the bridge's answers were, newest first; empty when no bridge says so.</summary>
    public IReadOnlyList<RequestPicture> Requests { get; init; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RefusalPicture> Refusals { get; init; } = [];

    public IReadOnlyList<ChannelPicture> Channels { get; init; } = [];

    /// <summary>What the doctor found about the node as a whole.</summary>
    public IReadOnlyList<FindingPicture> Findings { get; init; } = [];

    /// <summary>Why node and signer were not compared; empty when they were.</summary>
    public string ComparisonTrouble { get; init; } = string.Empty;

    public TowersPicture Towers { get; init; } = new();

    public HeldPicture Held { get; init; } = new();
}

/// <summary>holdfast-hsmd itself.</summary>
internal sealed record BridgePicture
{
    /// <summary>False when none runs in the node's directory; <see cref="Trouble"/> says how that is known.</summary>
    public bool IsRunning { get; init; }

    /// <summary>It answers on its socket.</summary>
    public bool Answers { get; init; }

    public string Trouble { get; init; } = string.Empty;

    public bool DeviceAnswers { get; init; }

    public string DeviceTrouble { get; init; } = string.Empty;

    public DateTimeOffset? DeviceSince { get; init; }

    public DateTimeOffset? Started { get; init; }

    public bool HasPlugin { get; init; }

    /// <summary>The request for which lightningd stands still; null when it does not.</summary>
    public HeldRequestPicture? Held { get; init; }

    public int Placeholders { get; init; }

    /// <summary>The request that has been running for longest; null when none is.</summary>
    public RequestPicture? Running { get; init; }
}

internal sealed record HeldRequestPicture(int Message, DateTimeOffset Since, string Tag, string Sentence);

/// <summary>The device's own words.</summary>
internal sealed record DevicePicture
{
    public string Line { get; init; } = string.Empty;

    public bool IsAuthenticated { get; init; }

    public string Trouble { get; init; } = string.Empty;

    public DateTimeOffset? Answered { get; init; }

    public string State { get; init; } = string.Empty;

    public string Sentence { get; init; } = string.Empty;

    public string Network { get; init; } = string.Empty;

    public string Board { get; init; } = string.Empty;

    public string Firmware { get; init; } = string.Empty;

    public TimeSpan Uptime { get; init; }

    public ulong FreeMemoryBytes { get; init; }

    /// <summary>Commits in the life of its journal.</summary>
    public ulong Sequence { get; init; }

    public int Channels { get; init; }

    public int ChannelsMax { get; init; }

    public int Repairs { get; init; }

    /// <summary>How the device compared its journal with the host's newest receipt.</summary>
    public string Receipt { get; init; } = string.Empty;

    /// <summary>Null when the device did not say.</summary>
    public ApprovalsPicture? Approvals { get; init; }

    /// <summary>Null when the device knows no chain.</summary>
    public ChainPicture? Chain { get; init; }
}

internal sealed record ApprovalsPicture(ulong HourMsat, ulong DayMsat, IReadOnlyList<ApprovalPicture> List);

internal sealed record ApprovalPicture(string HashStart, ulong Msat, DateTimeOffset Expires, bool IsExpired);

internal sealed record ChainPicture(uint Height, DateTimeOffset Time, bool IsInForce, bool IsBehind);

/// <summary>The intent log.</summary>
internal sealed record LogPicture
{
    /// <summary>Why it cannot be read; empty when it can.</summary>
    public string Trouble { get; init; } = string.Empty;

    public IReadOnlyList<PendingPicture> Pending { get; init; } = [];

    /// <summary>What the signer was asked and when, oldest first: the picture at the top of the page.</summary>
    public IReadOnlyList<Sample> Samples { get; init; } = [];

    /// <summary>The number in the newest receipt; null when there is none.</summary>
    public ulong? ReceiptSequence { get; init; }
}

/// <summary>One intent that was closed.</summary>
internal readonly record struct Sample(DateTimeOffset At, double Milliseconds, bool IsRefused);

internal sealed record PendingPicture(string Kind, string Channel, ulong? Number, DateTimeOffset Begun);

internal sealed record RequestPicture(int Message, string Name, string Channel, DateTimeOffset At, double Milliseconds, string Kind);

internal sealed record RefusalPicture(string What, string Channel, DateTimeOffset At, string Tag, string Rule, string Sentence, string WhatToDo);

internal sealed record FindingPicture(string Channel, string Finding, string Sentence, bool IsSafe, IReadOnlyList<string> Exits);

/// <summary>One channel, as far as intent log and node say.</summary>
internal sealed record ChannelPicture
{
    /// <summary>Peer and dbid.</summary>
    public required string Name { get; init; }

    /// <summary>What the peer calls itself: anybody's words. Empty when unknown.</summary>
    public string Alias { get; init; } = string.Empty;

    public string ShortChannelId { get; init; } = string.Empty;

    /// <summary>The node's word for where the channel is; empty when it did not say.</summary>
    public string State { get; init; } = string.Empty;

    public bool? IsConnected { get; init; }

    /// <summary>The newest commitment of the peer that was signed; null before the first.</summary>
    public ulong? Number { get; init; }

    public ulong HolderSat { get; init; }

    public ulong CounterpartySat { get; init; }

    public ulong InFlightSat { get; init; }

    public int Htlcs { get; init; }

    /// <summary>True when what is asked for is stored first; null when nobody knows.</summary>
    public bool? IsWriteAhead { get; init; }

    /// <summary>What the comparison found; empty when nobody compared.</summary>
    public IReadOnlyList<FindingPicture> Findings { get; init; } = [];

    public DateTimeOffset? LastSigned { get; init; }
}

internal sealed record TowersPicture
{
    public bool AreSetUp { get; init; }

    public string Trouble { get; init; } = string.Empty;

    public IReadOnlyList<TowerPicture> Towers { get; init; } = [];

    public long? OldestUnacknowledgedSeconds { get; init; }
}

internal sealed record TowerPicture(string Key, string Address, bool IsActive, bool IsTrusted, long Sessions,
    long Acknowledged, long Pending, long? OldestPendingSeconds, long Refused);

internal sealed record HeldPicture
{
    public bool IsSetUp { get; init; }

    public string Trouble { get; init; } = string.Empty;

    public long OpenInvoices { get; init; }

    public IReadOnlyList<HeldInvoicePicture> Waiting { get; init; } = [];
}

/// <summary>An invoice for which HTLCs wait.</summary>
internal sealed record HeldInvoicePicture(string PaymentHash, ulong Msat, int Parts, string Step, bool IsOfVault, DateTimeOffset? Since, uint? Expiry, string Note);
