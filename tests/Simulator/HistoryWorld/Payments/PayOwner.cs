using System.Text.RegularExpressions;
using Holdfast.Hardware;

namespace Holdfast.HistoryWorld.Payments;

/// <summary>An owner who wants to pay something now and then. She presses when the question names no more than that, or is about what she wants; else she is away.</summary>
internal sealed partial class PayOwner : IApproval
{
    /// <summary>The most that she wants to pay, and the payment hash as the question begins it.</summary>
    public ulong WantsSat { get; set; }

    /// <summary>A part of another question that she agrees to; null: to none.</summary>
    public string? Wanted { get; set; }

    /// <summary>Questions to which she has agreed.</summary>
    public int Presses { get; private set; }

    public Action<ulong>? OnAgreed { get; set; }

    public bool Ask(string question, Gesture gesture, int timeoutMs)
    {
        Match[] amounts = [.. Amounts().Matches(question).Cast<Match>()];
        ulong sum = amounts.Aggregate(0UL, (all, match) => all + ulong.Parse(match.Groups[1].Value));
        bool isYes = amounts.Length != 0 ? sum <= WantsSat : Wanted != null && question.Contains(Wanted, StringComparison.Ordinal);
        if (isYes && amounts.Length != 0)
        {
            WantsSat -= sum;
            OnAgreed?.Invoke(sum);
        }

        Presses += isYes ? 1 : 0;
        return isYes;
    }

    [GeneratedRegex("(?:Pay|Give back|have taken) ([0-9]+) sat (?:that|more)")]
    private static partial Regex Amounts();
}
