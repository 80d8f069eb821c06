namespace Holdfast.Tool.Demo;

/// <summary>One line of evidence: a name, what was seen, and whether it is what has to be so.</summary>
internal sealed record Evidence(string What, string Seen, bool Holds);

/// <summary>What an act showed. It held when every line of evidence does.</summary>
internal sealed record ActResult(string Title, string Plot, IReadOnlyList<Evidence> Evidence, IReadOnlyList<TimelineRow> Timelines)
{
    public bool Held => Evidence.All(line => line.Holds);
}

/// <summary>Two timelines side by side: the same request in the honest one and in the thief's.</summary>
internal sealed record TimelineRow(string Request, string Honest, string Thief, bool IsSame);
