using Holdfast.Hardware;

namespace Holdfast.Requests;

/// <summary>
/// Decides from samples of a button whether the owner made the gesture. It counts only when the button was seen released after the question
/// came and was then down in every sample for long enough: a button that is stuck, or was held before, says nothing, and a press never counts as
/// the hold that erases.
/// </summary>
public sealed class ButtonWatch
{
    /// <summary>The time between two samples.</summary>
    public const int SampleMs = 10;

    private const int PressSamples = 6;
    private const int HoldSamples = 500;

    private readonly int _needed;
    private bool _wasReleased;
    private int _held;

    public ButtonWatch(Gesture gesture)
    {
        _needed = gesture == Gesture.Hold ? HoldSamples : PressSamples;
    }

    /// <summary>One sample; true when the gesture is complete.</summary>
    public bool Sees(bool isPressed)
    {
        if (!isPressed)
        {
            _wasReleased = true;
            _held = 0;
            return false;
        }

        return _wasReleased && ++_held >= _needed;
    }
}
