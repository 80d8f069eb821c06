namespace Holdfast.Hardware;

/// <summary>What a signer says of itself on a screen when nobody is asked anything.</summary>
public interface IStateText
{
    /// <summary>Another number whenever the text is another one. Costs nothing to read.</summary>
    ulong StateMark { get; }

    /// <summary>A few lines of printable ASCII; nothing secret.</summary>
    string StateText { get; }
}
