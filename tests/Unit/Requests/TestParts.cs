using Holdfast.Hardware;

namespace Holdfast.Unit.Requests;

/// <summary>The owner: presses or does not, holds or does not, and counts the questions. </summary>
public sealed class TestButton : IApproval
{
    public readonly TestClock Clock = new TestClock();
    public bool Presses;
    public bool Holds;
    public bool WasSilent;
    public int Questions;
    public string LastQuestion = "";

    public bool Ask(string question, Gesture gesture, int timeoutMs)
    {
        Questions++;
        LastQuestion = question;
        bool isYes = gesture == Gesture.Hold ? Holds : Presses;
        Clock.NowMs += isYes ? 0 : timeoutMs;
        WasSilent = !isYes;
        return isYes;
    }
}

/// <summary>Remembers what it shows.</summary>
public sealed class TestLight : IStatusLight
{
    public SignerLight Shown;

    /// <summary>The last light that asked for something.</summary>
    public SignerLight Asked;

    public void Show(SignerLight light)
    {
        Shown = light;
        Asked = light == SignerLight.Asking || light == SignerLight.Erasing || light == SignerLight.Repairing ? light : Asked;
    }
}

/// <summary>Counts up, so that no two draws are the same.</summary>
public sealed class TestEntropy : IEntropy
{
    private byte _next;

    public TestEntropy(byte first)
    {
        _next = first;
    }

    public void Fill(byte[] buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = _next++;
        }
    }
}

/// <summary>Stands still until somebody moves it.</summary>
public sealed class TestClock : IClock
{
    public long NowMs = 1234;

    public long UptimeMs
    {
        get { return NowMs; }
    }
}
