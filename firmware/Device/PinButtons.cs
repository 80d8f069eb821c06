using System;
using System.Device.Gpio;
using System.Threading;
using Holdfast.Hardware;

namespace Holdfast.Device;

/// <summary>Buttons that pull their pins low. Where the pins cannot be had, nothing is ever down.</summary>
public sealed class PinButtons : IButtons
{
    private readonly GpioPin _approve;
    private readonly GpioPin _refuse;
    private readonly EntropyPool _pool;
    private bool _wasDown;

    /// <param name="refusePin">Negative when the board has no second button.</param>
    public PinButtons(int approvePin, int refusePin, EntropyPool pool)
    {
        _pool = pool;
        try
        {
            GpioController pins = new GpioController();
            _refuse = refusePin < 0 ? null : pins.OpenPin(refusePin, PinMode.InputPullUp);
            _approve = pins.OpenPin(approvePin, PinMode.InputPullUp);
        }
        catch (Exception)
        {
            _approve = null;
        }
    }

    public bool IsApproveDown
    {
        get { return IsDown(_approve); }
    }

    public bool IsRefuseDown
    {
        get { return _approve != null && IsDown(_refuse); }
    }

    // The moment at which a person presses is one that nobody can guess.
    public void Wait(int milliseconds)
    {
        bool isDown = IsDown(_approve) || IsDown(_refuse);
        if (isDown != _wasDown)
        {
            _wasDown = isDown;
            _pool.StirTime();
        }

        Thread.Sleep(milliseconds);
    }

    private static bool IsDown(GpioPin pin)
    {
        return pin != null && pin.Read() == PinValue.Low;
    }
}
