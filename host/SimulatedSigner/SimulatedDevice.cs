using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Requests;
using Holdfast.Screen;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// A whole signer in this process: the firmware's own rooms on simulated hardware. Storage outlives everything; firmware, session and clock are
/// made anew at every boot. When power is cut in the middle of a storage operation, the firmware's thread ends there, as on the chip:
/// nothing that it would have said reaches the line.
/// <para>Safe for several threads: power, button and steps take turns.</para>
/// </summary>
public sealed class SimulatedDevice
{
    private const int ReceiveSpareBytes = 2048;

    private readonly object _gate = new();
    private readonly SimulatedDeviceSettings _settings;
    private readonly SimulatedEntropy _entropy;
    private SignerLoop? _loop;
    private OwnerScreen? _screen;
    private IStateText? _state;

    public SimulatedDevice(SimulatedStorage storage, SimulatedDeviceSettings settings)
    {
        Storage = storage;
        _settings = settings;
        _entropy = new SimulatedEntropy(settings.EntropySeed);
        Link = new SimulatedLink(settings.ReceiveBytesMax ?? settings.MessageBytesMax + (settings.MessageBytesMax / 64) + ReceiveSpareBytes);
        Clock = new SimulatedClock(settings.HasManualClock);
        Boot();
    }

    public SimulatedStorage Storage { get; }

    public SimulatedLink Link { get; }

    public SimulatedButton Button { get; } = new();

    public SimulatedLight Light { get; } = new();

    /// <summary>Starts at zero with every boot.</summary>
    public SimulatedClock Clock { get; private set; }

    /// <summary>The firmware of this boot; null without power. For tests that look inside.</summary>
    public IRequestHandler? Firmware { get; private set; }

    public bool IsOn => _loop != null;

    /// <summary>Boots that were begun so far.</summary>
    public int Boots { get; private set; }

    /// <summary>Gives power; the firmware recovers from what storage holds. Nothing happens when it is on.</summary>
    /// <param name="plan">Runs when power is back and before the firmware does: the place to plan another cut.</param>
    /// <returns>False when power was cut again while it booted.</returns>
    public bool Boot(Action? plan = null)
    {
        lock (_gate)
        {
            if (IsOn)
            {
                return true;
            }

            Boots++;
            Storage.PowerOn();
            Link.SetPower(true);
            plan?.Invoke();
            return Run(() =>
            {
                Clock = new SimulatedClock(_settings.HasManualClock);
                SoftwareHmac hmac = new();
                _screen = _settings.Screen?.Start(Clock, Wait);
                IApproval owner = _screen == null ? Button : _settings.Screen!.Owner(_screen, Button.Hear);
                Firmware = _settings.Firmware(
                    new SimulatedParts(Storage, Clock, _entropy, owner, _screen == null ? Light : _screen, hmac, _settings.MessageBytesMax));
                _state = Firmware as IStateText;
                if (_settings.Pace is BoardSpeed pace)
                {
                    Firmware = new PacedFirmware(Firmware, pace, Thread.Sleep);
                }

                _loop = new SignerLoop(Firmware, Link, Clock, hmac);
                return true;
            });
        }
    }

    /// <summary>Takes the power away between two steps.</summary>
    public void CutPower()
    {
        lock (_gate)
        {
            Storage.CutPower();
            Die();
        }
    }

    public void Reboot()
    {
        lock (_gate)
        {
            CutPower();
            Boot();
        }
    }

    /// <summary>One pass of the firmware's loop. False when it had nothing to do, or has no power.</summary>
    public bool Step()
    {
        lock (_gate)
        {
            return IsOn && Run(() =>
            {
                bool hasWorked = _loop!.Step();
                if (!hasWorked && _state != null)
                {
                    _screen?.Refresh(_state);
                }

                return hasWorked;
            });
        }
    }

    /// <summary>Runs something while the firmware stands still: looking inside, planning a cut.</summary>
    public void Hold(Action action)
    {
        lock (_gate)
        {
            action();
        }
    }

    // The firmware has a last-resort catch, so a cut may come back as an ordinary return: storage is asked, too.
    private bool Run(Func<bool> firmware)
    {
        bool result = false;
        try
        {
            result = firmware();
        }
        catch (PowerCutException)
        {
            // Nothing of this boot goes on.
        }

        if (Storage.IsPowered)
        {
            return result;
        }

        Die();
        return false;
    }

    private void Wait(int milliseconds)
    {
        if (_settings.HasManualClock)
        {
            Clock.Advance(milliseconds);
        }
        else
        {
            Thread.Sleep(milliseconds);
        }
    }

    private void Die()
    {
        _loop = null;
        _screen = null;
        Firmware = null;
        Link.SetPower(false);
    }
}
