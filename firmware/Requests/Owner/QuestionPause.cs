namespace Holdfast.Requests;

/// <summary>
/// A growing pause after questions that the owner did not answer with yes, so that a thief cannot keep the light asking until somebody presses to
/// make it stop: five seconds, then twice as long each time, at most ten minutes. A yes or a power cycle ends it.
/// </summary>
public sealed class QuestionPause
{
    private const long FirstMs = 5000;
    private const long LongestMs = 600000;

    private long _lengthMs;
    private long _endMs;

    /// <summary>How long no question may be asked yet; 0 or less when one may.</summary>
    public long RemainingMs(long uptimeMs)
    {
        return _endMs - uptimeMs;
    }

    /// <summary>The owner said yes.</summary>
    public void Clear()
    {
        _lengthMs = 0;
        _endMs = 0;
    }

    /// <summary>Nobody answered, or the owner said no.</summary>
    public void Grow(long uptimeMs)
    {
        _lengthMs = _lengthMs == 0 ? FirstMs : 2 * _lengthMs;
        if (_lengthMs > LongestMs)
        {
            _lengthMs = LongestMs;
        }

        _endMs = uptimeMs + _lengthMs;
    }
}
