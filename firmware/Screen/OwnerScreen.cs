using Holdfast.Hardware;
using Holdfast.Requests;

namespace Holdfast.Screen;

/// <summary>
/// The owner in front of a board with a panel and two buttons. A question is shown word for word as it is hashed into the agreement (<see cref="Owner"/>), on as
/// many pages as it needs.
/// <list type="bullet">
/// <item>The button that approves does nothing else, and counts only from the moment when the last page stands there.</item>
/// <item>The other button turns the page, and refuses on the last one. Whoever does nothing has refused when the time is over.</item>
/// <item>A question that could not be shown whole is not approved: a panel that fails costs a yes, never a signature that needs none.</item>
/// </list>
/// When nobody is asked, the panel says how the signer is; that is drawn in the silence after a request and never delays one that is there.
/// </summary>
public sealed class OwnerScreen : IApproval, IStatusLight
{
    private readonly Picture _picture;
    private readonly IPanel _panel;
    private readonly IButtons _buttons;
    private readonly IClock _clock;
    private readonly string _approveName;
    private readonly string _refuseName;
    private SignerLight _light;
    private bool _isStale = true;
    private SignerLight _shownLight;
    private ulong _shownMark;

    /// <param name="approveName">What is printed beside the button that approves; at most eight letters.</param>
    /// <param name="refuseName">The same for the other one.</param>
    public OwnerScreen(IPanel panel, IButtons buttons, IClock clock, string approveName, string refuseName)
    {
        _panel = panel;
        _picture = new Picture(panel);
        _buttons = buttons;
        _clock = clock;
        _approveName = approveName;
        _refuseName = refuseName;
    }

    /// <inheritdoc/>
    public bool Ask(string question, Gesture gesture, int timeoutMs)
    {
        long end = _clock.UptimeMs + timeoutMs;
        bool isYes = false;
        try
        {
            _panel.Wake();
            isYes = Walk(question, gesture, end);
            _picture.DrawFooter(isYes ? "" : "not approved", isYes ? "approved" : "");
        }
        catch (PanelException)
        {
            // After a yes to what had been seen whole, the last line decides nothing.
        }

        _isStale = true;
        return isYes;
    }

    /// <summary>Remembers the state; <see cref="Refresh"/> draws it.</summary>
    public void Show(SignerLight light)
    {
        _light = light;
    }

    /// <summary>Draws the state if it is another one than the one on the panel. For moments when the line is silent.</summary>
    public void Refresh(IStateText signer)
    {
        SignerLight light = _light == SignerLight.Busy ? SignerLight.Ready : _light;
        if (!_isStale && light == _shownLight && signer.StateMark == _shownMark)
        {
            return;
        }

        // Also when it fails: a dead panel is not tried again in every silence.
        _isStale = false;
        _shownLight = light;
        _shownMark = signer.StateMark;
        try
        {
            _panel.Wake();
            _picture.Draw(StateTitle(light), "", signer.StateText, 0, "", "");
        }
        catch (PanelException)
        {
            // Nobody depends on it.
        }
    }

    private bool Walk(string question, Gesture gesture, long end)
    {
        int pages = _picture.Pages(question);
        string approve = _approveName + (gesture == Gesture.Hold ? ": hold 5 s" : ": yes");
        for (int page = 0; page < pages; page++)
        {
            bool isLast = page == pages - 1;
            string mark = pages == 1 ? "" : (page + 1).ToString() + "/" + pages.ToString();
            _picture.Draw(QuestionTitle(), mark, question, page, _refuseName + (isLast ? ": no" : ": next page"), isLast ? approve : "");

            // New ones for each page: what was down before it stood there says nothing.
            ButtonWatch yes = new ButtonWatch(gesture);
            ButtonWatch other = new ButtonWatch(Gesture.Press);
            bool isTurned = false;
            while (!isTurned)
            {
                if (_clock.UptimeMs >= end)
                {
                    return false;
                }

                if (other.Sees(_buttons.IsRefuseDown))
                {
                    if (isLast)
                    {
                        return false;
                    }

                    isTurned = true;
                }
                else if (isLast && yes.Sees(_buttons.IsApproveDown))
                {
                    return true;
                }

                _buttons.Wait(ButtonWatch.SampleMs);
            }
        }

        return false;
    }

    private string QuestionTitle()
    {
        switch (_light)
        {
            case SignerLight.Erasing:
                return "GIVE UP THIS SIGNER?";
            case SignerLight.Repairing:
                return "Go on from a copy?";
            default:
                return "Do you agree?";
        }
    }

    private static string StateTitle(SignerLight light)
    {
        switch (light)
        {
            case SignerLight.Blank:
                return "Holdfast: no key yet";
            case SignerLight.Locked:
                return "Holdfast: locked";
            case SignerLight.Ready:
                return "Holdfast: ready";
            default:
                return "Holdfast: STOPPED";
        }
    }
}
