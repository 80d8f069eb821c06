using Holdfast.Hardware;

namespace Holdfast.Unit.Requests;

/// <summary>The owner: presses or does not, and counts the questions.</summary>
public sealed class TestButton : IApproval
{
    public bool Presses;
    public int Questions;
    public string LastQuestion = "";

    public bool Ask(string question, int timeoutMs)
    {
        Questions++;
        LastQuestion = question;
        return Presses;
    }
}

/// <summary>Remembers what it shows.</summary>
public sealed class TestLight : IStatusLight
{
    public SignerLight Shown;

    public void Show(SignerLight light)
    {
        Shown = light;
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

/// <summary>Stands still.</summary>
public sealed class TestClock : IClock
{
    public long UptimeMs
    {
        get { return 1234; }
    }
}
