using Holdfast.Hardware;
using Holdfast.Screen;

namespace Holdfast.Device;

/// <summary>How this board meets its owner: with a panel, or with a light alone.</summary>
public sealed class OwnerParts
{
    public readonly IApproval Approval;
    public readonly IStatusLight Light;

    private readonly OwnerScreen _screen;

    public OwnerParts(IButtons buttons, IClock clock)
    {
        // A panel that does not work is a screen all the same: its questions end without a yes.
        _screen = Pins.OpenScreen(buttons, clock);
        Approval = _screen == null ? (IApproval)new ButtonApproval(buttons, clock) : _screen;
        Light = _screen == null ? (IStatusLight)new PinLight(Pins.Light) : _screen;
    }

    /// <summary>In silence: a panel shows how the signer is.</summary>
    public void Refresh(IStateText state)
    {
        if (_screen != null)
        {
            _screen.Refresh(state);
        }
    }
}
