namespace Holdfast.Hardware;

/// <summary>The owner at the device: a button, with a screen where the board has one.</summary>
public interface IApproval
{
    /// <summary>Asks one question and waits, at most <paramref name="timeoutMs"/>; true only when the owner pressed the button for it.</summary>
    bool Ask(string question, int timeoutMs);
}
