using Holdfast.Hardware;
using Holdfast.Screen;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.Screen;

/// <summary>A screen whose time passes only while it waits, and the fingers in front of it.</summary>
internal sealed class TestedScreen
{
    public TestedScreen()
    {
        Buttons = new TestedButtons(Clock);
        Screen = new OwnerScreen(Panel, Buttons, Clock, "GPIO0", "GPIO35");
    }

    public SimulatedPanel Panel { get; } = new();

    public SimulatedClock Clock { get; } = new(isManual: true);

    public TestedButtons Buttons { get; }

    public OwnerScreen Screen { get; }
}

internal sealed class TestedButtons(SimulatedClock clock) : IButtons
{
    private const int PeriodMs = 5_400;
    private const int PressMs = 100;

    /// <summary>Presses as somebody does who has decided: turns every page, and answers so on the last one.</summary>
    public bool? Answers { get; set; }

    /// <summary>What is down at a time, in place of that.</summary>
    public Func<long, (bool Approve, bool Refuse)>? Fingers { get; set; }

    public long NowMs => clock.UptimeMs;

    public bool IsApproveDown => Down().Approve;

    public bool IsRefuseDown => Down().Refuse;

    public void Wait(int milliseconds) => clock.Advance(milliseconds);

    private (bool Approve, bool Refuse) Down()
    {
        if (Fingers != null)
        {
            return Fingers(NowMs);
        }

        // Before the last page the button that approves does nothing: it is held for long, released, and then the other one is pressed.
        long at = NowMs % (Answers == true ? PeriodMs : 2 * PressMs);
        return Answers switch
        {
            true => (at is > 50 and < 5_200, at is >= 5_250),
            false => (false, at >= PressMs),
            null => (false, false),
        };
    }
}
