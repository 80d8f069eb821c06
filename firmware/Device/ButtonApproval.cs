using System;
using System.Device.Gpio;
using System.Threading;
using Holdfast.Hardware;
using Holdfast.Requests;

namespace Holdfast.Device;

/// <summary>
/// Consent by a button that pulls its pin low; <see cref="ButtonWatch"/> says which movement counts. A second button, where the board has one, says
/// no at once. Where the pins cannot be had, nobody ever consents.
/// </summary>
public sealed class ButtonApproval : IApproval
{
    private readonly GpioPin _yes;
    private readonly GpioPin _no;
    private readonly IClock _clock;
    private readonly EntropyPool _pool;

    /// <param name="noPin">Negative when the board has no second button.</param>
    public ButtonApproval(int yesPin, int noPin, IClock clock, EntropyPool pool)
    {
        _clock = clock;
        _pool = pool;
        try
        {
            GpioController pins = new GpioController();
            _no = noPin < 0 ? null : pins.OpenPin(noPin, PinMode.InputPullUp);
            _yes = pins.OpenPin(yesPin, PinMode.InputPullUp);
        }
        catch (Exception)
        {
            _yes = null;
        }
    }

    // The question is for boards with a screen; here only the light asks. README.md of the firmware says what a press proves then.
    public bool Ask(string question, Gesture gesture, int timeoutMs)
    {
        if (_yes == null)
        {
            return false;
        }

        ButtonWatch watch = new ButtonWatch(gesture);
        long end = _clock.UptimeMs + timeoutMs;
        while (_clock.UptimeMs < end)
        {
            if (_no != null && IsPressed(_no))
            {
                _pool.StirTime();
                return false;
            }

            if (watch.Sees(IsPressed(_yes)))
            {
                _pool.StirTime();
                return true;
            }

            Thread.Sleep(ButtonWatch.SampleMs);
        }

        return false;
    }

    private static bool IsPressed(GpioPin pin)
    {
        return pin.Read() == PinValue.Low;
    }
}
