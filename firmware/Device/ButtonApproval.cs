using Holdfast.Hardware;
using Holdfast.Requests;

namespace Holdfast.Device;

/// <summary>
/// Consent on a board without a panel: only the light asks, and README.md of the firmware says what a press proves then. <see cref="ButtonWatch"/> says which
/// movement counts; the other button, where the board has one, says no at once.
/// </summary>
public sealed class ButtonApproval : IApproval
{
    private readonly IButtons _buttons;
    private readonly IClock _clock;

    public ButtonApproval(IButtons buttons, IClock clock)
    {
        _buttons = buttons;
        _clock = clock;
    }

    public bool Ask(string question, Gesture gesture, int timeoutMs)
    {
        ButtonWatch watch = new ButtonWatch(gesture);
        long end = _clock.UptimeMs + timeoutMs;
        while (_clock.UptimeMs < end)
        {
            if (_buttons.IsRefuseDown)
            {
                return false;
            }

            if (watch.Sees(_buttons.IsApproveDown))
            {
                return true;
            }

            _buttons.Wait(ButtonWatch.SampleMs);
        }

        return false;
    }
}
