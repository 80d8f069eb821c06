namespace Holdfast.Cost;

/// <summary>One measured operation. Units are those of il-cost-weights.json; a peer is the same operation in Portable.BouncyCastle.</summary>
public sealed record Measurement
{
    public required string Name { get; init; }

    /// <summary>The goal in million units, 0 when there is none.</summary>
    public double GoalMi { get; init; }

    public long Units { get; init; }

    public long Instructions { get; init; }

    public long AllocatedBytes { get; init; }

    public long AllocatedObjects { get; init; }

    public long PeerUnits { get; init; }

    /// <summary>Work after the reply, while the line is silent.</summary>
    public long IdleUnits { get; init; }

    public int FlashCommits { get; init; }

    public long FlashBytes { get; init; }

    public int WireBytesIn { get; init; }

    public int WireBytesOut { get; init; }

    /// <summary>Units by <see cref="Step"/>.</summary>
    public long[] Steps { get; init; } = [];

    /// <summary>The methods that cost most, exclusive of what they call.</summary>
    public MethodCost[] Methods { get; init; } = [];

    public double Mi => Units / 1e6;
}

/// <summary>A method's own cost within a measurement.</summary>
public sealed record MethodCost(string Method, long Units, long Instructions);
