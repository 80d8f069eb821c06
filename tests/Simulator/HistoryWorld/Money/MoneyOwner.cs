using System.Text.RegularExpressions;
using Holdfast.Hardware;

namespace Holdfast.HistoryWorld.Money;

/// <summary>
/// The person at the button. She presses only while she wants something, once for each question, and what she agrees to is what the question says:
/// the amounts in its words. A question without an amount agrees to nothing, unless <see cref="OnPress"/> knows better.
/// </summary>
internal sealed partial class MoneyOwner : IApproval
{
    private readonly HashSet<string> _answered = [];
    private int _presses;

    /// <summary>Satoshi that she agreed to lose.</summary>
    public ulong ApprovedSat { get; private set; }

    public int Questions { get; private set; }

    public int Presses { get; private set; }

    /// <summary>What an agreement without an amount is worth.</summary>
    public Func<string, ulong>? OnPress { get; set; }

    public void Wants(int presses)
    {
        _presses = presses;
        _answered.Clear();
    }

    public bool Ask(string question, Gesture gesture, int timeoutMs)
    {
        Questions++;
        if (_presses <= 0 || gesture != Gesture.Press)
        {
            return false;
        }

        if (_answered.Add(question))
        {
            _presses--;
        }

        Presses++;
        Pressed(question);
        return true;
    }

    /// <summary>She has pressed for this.</summary>
    public void Pressed(string question)
    {
        Match amount = Amount().Match(question);
        ApprovedSat += amount.Success ? ulong.Parse(amount.Groups[1].Value) : OnPress?.Invoke(question) ?? 0;
    }

    /// <summary>What is paid or signed away. Other questions name amounts too: what a channel holds that is given up, or locked on the node's word, is paid to nobody.</summary>
    [GeneratedRegex("^(?:Pay|Give back|Sign away up to|Of|Close the channel for a fee of) ([0-9]+) sat")]
    private static partial Regex Amount();
}
