using Holdfast.Hardware;

namespace Holdfast.SimulatedSigner;

/// <summary>The owner at a simulated device: answers every question by one rule and remembers what was asked.</summary>
public sealed class SimulatedButton : IApproval
{
    private readonly List<string> _questions = [];

    /// <summary>Presses for a question or does not. Without a rule nobody is there.</summary>
    public Func<string, bool> Presses { get; set; } = _ => false;

    /// <summary>Holds the button down for a question about erasing, or does not. Pressing for payments says nothing about it.</summary>
    public Func<string, bool> Holds { get; set; } = _ => false;

    public IReadOnlyList<string> Questions
    {
        get
        {
            lock (_questions)
            {
                return [.. _questions];
            }
        }
    }

    public bool Ask(string question, Gesture gesture, int timeoutMs)
    {
        Hear(question);
        return gesture == Gesture.Hold ? Holds(question) : Presses(question);
    }

    /// <summary>Remembers a question that is answered elsewhere.</summary>
    internal void Hear(string question)
    {
        lock (_questions)
        {
            _questions.Add(question);
        }
    }
}
