using Holdfast.DeviceLink;
using Holdfast.Hardware;
using Holdfast.Protocol;
using Holdfast.Screen;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.Screen;

/// <summary>Which presses count, and what a panel that fails costs.</summary>
[TestClass]
public sealed class OwnerScreenTests
{
    private const int TimeoutMs = 25_000;

    private static readonly string s_long = string.Join(" ", Enumerable.Range(0, 60).Select(i => "word" + i));

    [TestMethod]
    public void TheApprovingButtonDoesNothingBeforeTheLastPage()
    {
        TestedScreen tested = new();
        int pages = new TextPages().Lay(s_long, 0);
        Assert.IsTrue(pages > 2);
        tested.Buttons.Fingers = now => (now % 300 < 150, false);
        Assert.IsFalse(tested.Screen.Ask(s_long, Gesture.Press, TimeoutMs), "pressed all the time, and never seen to its end");
        Assert.IsTrue(tested.Clock.UptimeMs >= TimeoutMs);
        Assert.AreEqual(2, tested.Panel.Begun, "the first page, and what came of it");
    }

    [TestMethod]
    public void WhatIsHeldWhenTheLastPageComesSaysNothing()
    {
        TestedScreen tested = new();
        tested.Buttons.Fingers = now => (true, now % 300 < 150);
        Assert.IsFalse(tested.Screen.Ask(s_long, Gesture.Press, TimeoutMs));
        tested.Buttons.Fingers = now => (true, false);
        Assert.IsFalse(tested.Screen.Ask("Pay 1 sat?", Gesture.Press, TimeoutMs));
    }

    [TestMethod]
    public void TheOtherButtonTurnsPagesAndRefusesOnTheLast()
    {
        TestedScreen tested = new();
        tested.Buttons.Answers = false;
        Assert.IsFalse(tested.Screen.Ask(s_long, Gesture.Press, TimeoutMs));
        Assert.IsTrue(tested.Clock.UptimeMs < TimeoutMs, "refused, not timed out");
        Assert.AreEqual(new TextPages().Lay(s_long, 0) + 1, tested.Panel.Begun, "every page once, and what came of it");
    }

    [TestMethod]
    public void OnePressTurnsOnePage()
    {
        TestedScreen tested = new();
        tested.Buttons.Fingers = now => (false, now > 100);
        Assert.IsFalse(tested.Screen.Ask(s_long, Gesture.Press, TimeoutMs));
        Assert.AreEqual(3, tested.Panel.Begun, "a finger that stays turns one page");
    }

    [TestMethod]
    public void AHoldIsAHoldAlsoHere()
    {
        TestedScreen tested = new();
        tested.Buttons.Fingers = now => (now is > 100 and < 4_900, false);
        Assert.IsFalse(tested.Screen.Ask("Erase?", Gesture.Hold, TimeoutMs));
        tested = new();
        tested.Buttons.Fingers = now => (now > 100, false);
        Assert.IsTrue(tested.Screen.Ask("Erase?", Gesture.Hold, TimeoutMs));
    }

    /// <summary>Whichever line of whichever picture fails: no yes, unless all of the question stood there before.</summary>
    [TestMethod]
    public void AQuestionThatCouldNotBeShownIsNotApproved()
    {
        int calls = 0;
        TestedScreen whole = new();
        whole.Buttons.Answers = true;
        whole.Panel.Failure = () =>
        {
            calls++;
            return null;
        };
        Assert.IsTrue(whole.Screen.Ask(s_long, Gesture.Press, 60_000));
        int footer = 16 + 2;
        foreach (int failing in new[] { 1, 2, 3, 100, 137, 138, calls - footer - 1, calls - footer })
        {
            Assert.IsFalse(AskWithFailureAt(failing), "call " + failing);
        }

        foreach (int failing in new[] { calls - footer + 2, calls })
        {
            Assert.IsTrue(AskWithFailureAt(failing), "what came of it, at call " + failing);
        }
    }

    [TestMethod]
    public void ADeadPanelIsNotTriedAgainInEverySilence()
    {
        TestedScreen tested = new();
        int calls = 0;
        tested.Panel.Failure = () =>
        {
            calls++;
            return new PanelException("dead");
        };
        State state = new() { StateMark = 7 };
        for (int i = 0; i < 100; i++)
        {
            tested.Screen.Refresh(state);
        }

        Assert.AreEqual(1, calls);
    }

    [TestMethod]
    public void TheStateIsDrawnWhenItChangesAndNotForEveryRequest()
    {
        TestedScreen tested = new();
        State state = new() { StateMark = 7 };
        tested.Screen.Show(SignerLight.Ready);
        tested.Screen.Refresh(state);
        tested.Screen.Show(SignerLight.Busy);
        tested.Screen.Show(SignerLight.Ready);
        tested.Screen.Refresh(state);
        Assert.AreEqual(1, tested.Panel.Begun);
        state.StateMark = 8;
        tested.Screen.Refresh(state);
        tested.Screen.Show(SignerLight.Stopped);
        tested.Screen.Refresh(state);
        Assert.AreEqual(3, tested.Panel.Begun);
    }

    /// <summary>A whole device: what needs no question goes on with a dead panel, and what needs one is refused.</summary>
    [TestMethod]
    public void ADeadPanelStopsQuestionsAndNothingElse()
    {
        SimulatedScreen parts = new() { Agrees = _ => true };
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings { Screen = parts, HasManualClock = true });
        parts.Panel.Failure = () => new PanelException("dead");
        using SignerClient client = new(new InProcessTransport(device), new SignerClientSettings());
        client.Ask(new Provision { Kind = SecretKind.Raw, Network = Network.Regtest, Secret = [.. Enumerable.Repeat((byte)1, 32)], HostHalf = new byte[32] });
        Assert.AreEqual(DeviceState.Ready, client.Connect().State);
        SetLimits looser = new() { Changes = [new LimitChangeFields { Number = 19, Value = 0 }] };
        Assert.ThrowsExactly<SignerRefusedException>(() => client.Ask(looser));
        parts.Panel.Failure = null;
        device.Clock.Advance(600_000);
        client.Ask(looser);
        Assert.AreEqual(2, device.Button.Questions.Count);
    }

    /// <summary>The text is all there, in its order, whatever it is; only spaces come and go.</summary>
    [TestMethod]
    public void EveryLetterOfAnyTextIsOnSomePage()
    {
        Random random = new(5);
        foreach (string text in Questions.All.Select(question => question.Text).Concat(Enumerable.Range(0, 300).Select(_ => Noise(random))))
        {
            Assert.AreEqual(ShownText.WithoutSpaces(text), ShownText.Of(text), text);
        }
    }

    private static string Noise(Random random) => string.Concat(Enumerable.Range(0, random.Next(400)).Select(_ => random.Next(8) switch
    {
        0 => ' ',
        1 when random.Next(5) == 0 => '\n',
        2 when random.Next(8) == 0 => '"',
        _ => (char)random.Next('!', 127),
    }));

    private static bool AskWithFailureAt(int failing)
    {
        int calls = 0;
        TestedScreen tested = new();
        tested.Buttons.Answers = true;
        tested.Panel.Failure = () => ++calls == failing ? new PanelException("at " + failing) : null;
        return tested.Screen.Ask(s_long, Gesture.Press, 60_000);
    }

    private sealed class State : IStateText
    {
        public ulong StateMark { get; set; }

        public string StateText => "state " + StateMark;
    }
}
