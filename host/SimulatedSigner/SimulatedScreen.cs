using Holdfast.Hardware;
using Holdfast.Screen;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// A simulated board's panel and two buttons, with an owner in front of them: a rule that reads every page and presses as it says, or somebody at a keyboard. Gives
/// the firmware what firmware/Device gives it on such a board.
/// </summary>
public sealed class SimulatedScreen
{
    private readonly Buttons _buttons = new();

    public SimulatedPanel Panel { get; } = new();

    /// <summary>The owner's answer to a question; null: whoever presses <see cref="Press"/>.</summary>
    public Func<string, bool>? Agrees { get; set; }

    /// <summary>A finger on one of the buttons, for as long as a gesture takes.</summary>
    public void Press(bool approves, bool isHeld) => _buttons.Press(approves, isHeld ? 5_500 : 150);

    internal OwnerScreen Start(SimulatedClock clock, Action<int> wait)
    {
        _buttons.Take(clock, wait);
        return new OwnerScreen(Panel, _buttons, clock, "GPIO0", "GPIO35");
    }

    /// <summary>The screen, with the owner in front of it.</summary>
    internal IApproval Owner(OwnerScreen screen, Action<string> heard) => new Attended(this, screen, heard);

    private sealed class Attended(SimulatedScreen parts, OwnerScreen screen, Action<string> heard) : IApproval
    {
        public bool Ask(string question, Gesture gesture, int timeoutMs)
        {
            heard(question);
            parts._buttons.Begin(gesture, parts.Agrees?.Invoke(question));
            return screen.Ask(question, gesture, timeoutMs);
        }
    }

    /// <summary>
    /// Two buttons. An owner who has decided presses the one that approves, where that is the decision, then the other one, and so on: until the last page the first does
    /// nothing and the second turns the page.
    /// </summary>
    private sealed class Buttons : IButtons
    {
        private const int Pause = 3;
        private const int Short = 8;
        private const int Long = 505;

        private readonly object _gate = new();
        private SimulatedClock _clock = new(isManual: true);
        private Action<int> _wait = _ => { };
        private bool? _decision;
        private int _samples;
        private int _approveSamples;
        private long _approveUntilMs;
        private long _refuseUntilMs;

        public bool IsApproveDown
        {
            get
            {
                lock (_gate)
                {
                    return _decision == null ? _clock.UptimeMs < _approveUntilMs : _decision == true && IsWithin(Pause, _approveSamples);
                }
            }
        }

        public bool IsRefuseDown
        {
            get
            {
                lock (_gate)
                {
                    return _decision == null ? _clock.UptimeMs < _refuseUntilMs : IsWithin(Pause + _approveSamples + Pause, Short);
                }
            }
        }

        public void Wait(int milliseconds)
        {
            lock (_gate)
            {
                _samples++;
            }

            _wait(milliseconds);
        }

        public void Take(SimulatedClock clock, Action<int> wait)
        {
            lock (_gate)
            {
                _clock = clock;
                _wait = wait;
                _approveUntilMs = 0;
                _refuseUntilMs = 0;
            }
        }

        public void Begin(Gesture gesture, bool? decision)
        {
            lock (_gate)
            {
                _decision = decision;
                _samples = 0;
                _approveSamples = gesture == Gesture.Hold ? Long : Short;
            }
        }

        public void Press(bool approves, int milliseconds)
        {
            lock (_gate)
            {
                _approveUntilMs = approves ? _clock.UptimeMs + milliseconds : 0;
                _refuseUntilMs = approves ? 0 : _clock.UptimeMs + milliseconds;
            }
        }

        private bool IsWithin(int from, int count)
        {
            int at = _samples % (Pause + _approveSamples + Pause + Short);
            return at >= from && at < from + count;
        }
    }
}
