using System;
using System.Device.Gpio;
using System.Threading;
using Holdfast.Hardware;

namespace Holdfast.Device;

/// <summary>
/// One light-emitting diode that tells eight states apart by rhythm, on a thread of its own so that it goes on while the interpreter computes.
/// <code>
///   Blank    on 1 s, off 1 s            Busy     flickers
///   Locked   a flash every 2 s          Asking   on 250 ms, off 250 ms: press the button
///   Ready    on                         Stopped  three short flashes, a pause
///   Erasing  one long flash, two short ones: hold the button for five seconds to erase the device
///   Repairing  two long flashes, one short one: hold the button for five seconds to go on after damage
/// </code>
/// </summary>
public sealed class PinLight : IStatusLight
{
    // On and off times in ms, alternately, starting with on.
    private static readonly int[] s_blank = new int[] { 1000, 1000 };
    private static readonly int[] s_locked = new int[] { 100, 1900 };
    private static readonly int[] s_ready = new int[] { 500, 0 };
    private static readonly int[] s_busy = new int[] { 50, 50 };
    private static readonly int[] s_asking = new int[] { 250, 250 };
    private static readonly int[] s_stopped = new int[] { 120, 120, 120, 120, 120, 900 };
    private static readonly int[] s_erasing = new int[] { 1000, 200, 150, 200, 150, 500 };
    private static readonly int[] s_repairing = new int[] { 1000, 200, 1000, 200, 150, 500 };

    private readonly GpioPin _pin;
    // Until the device knows better: one that has no memory to start blinks this for ever.
    private int[] _rhythm = s_stopped;

    /// <summary>A pin that cannot be had leaves the device dark; signing does not depend on it.</summary>
    public PinLight(int pin)
    {
        try
        {
            _pin = new GpioController().OpenPin(pin, PinMode.Output);
            new Thread(Blink).Start();
        }
        catch (Exception)
        {
            _pin = null;
        }
    }

    public void Show(SignerLight light)
    {
        _rhythm = RhythmOf(light);
    }

    private static int[] RhythmOf(SignerLight light)
    {
        switch (light)
        {
            case SignerLight.Blank:
                return s_blank;
            case SignerLight.Locked:
                return s_locked;
            case SignerLight.Ready:
                return s_ready;
            case SignerLight.Busy:
                return s_busy;
            case SignerLight.Asking:
                return s_asking;
            case SignerLight.Erasing:
                return s_erasing;
            case SignerLight.Repairing:
                return s_repairing;
            default:
                return s_stopped;
        }
    }

    private void Blink()
    {
        try
        {
            while (true)
            {
                int[] rhythm = _rhythm;
                for (int i = 0; i < rhythm.Length && rhythm == _rhythm; i++)
                {
                    if (rhythm[i] > 0)
                    {
                        _pin.Write((i & 1) == 0 ? PinValue.High : PinValue.Low);
                        Thread.Sleep(rhythm[i]);
                    }
                }
            }
        }
        catch (Exception)
        {
            // As in the constructor: dark.
        }
    }
}
