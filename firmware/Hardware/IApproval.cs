namespace Holdfast.Hardware;

/// <summary>The owner at the device: a button, with a screen where the board has one.</summary>
public interface IApproval
{
    /// <summary>
    /// Asks one question and waits, at most <paramref name="timeoutMs"/>; true only when the owner made this gesture, begun after the question
    /// was asked. Any other gesture is not a yes.
    /// </summary>
    bool Ask(string question, Gesture gesture, int timeoutMs);
}
