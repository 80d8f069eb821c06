using System;
using System.Device.Gpio;
using System.Threading;
using Holdfast.Hardware;

namespace Holdfast.Device;

/// <summary>
/// Consent by a button that pulls its pin low. A press counts when the button was seen released after the question came and then held down
/// for 60 ms: a button that is stuck, or was held before, says nothing. A second button, where the board has one, says no at once. Where the
/// pins cannot be had, nobody ever consents.
/// </summary>
public sealed class ButtonApproval : IApproval
{
    private const int SampleMs = 10;
    private const int HeldSamples = 6;

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

    // The question is for boards with a screen; here the light asks, and the host's program shows the words.
    public bool Ask(string question, int timeoutMs)
    {
        if (_yes == null)
        {
            return false;
        }

        long end = _clock.UptimeMs + timeoutMs;
        bool wasReleased = false;
        int held = 0;
        while (_clock.UptimeMs < end)
        {
            if (_no != null && IsPressed(_no))
            {
                _pool.StirTime();
                return false;
            }

            if (!IsPressed(_yes))
            {
                wasReleased = true;
                held = 0;
            }
            else if (wasReleased && ++held == HeldSamples)
            {
                _pool.StirTime();
                return true;
            }

            Thread.Sleep(SampleMs);
        }

        return false;
    }

    private static bool IsPressed(GpioPin pin)
    {
        return pin.Read() == PinValue.Low;
    }
}
