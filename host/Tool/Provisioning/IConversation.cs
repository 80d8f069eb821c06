namespace Holdfast.Tool.Provisioning;

/// <summary>The person at a terminal, for what must not be in a pipe or on the screen for longer than needed. A test is another person.</summary>
internal interface IConversation
{
    /// <summary>Somebody sees what is shown and can answer: neither input nor output is a pipe or a file.</summary>
    bool IsTerminal { get; }

    void Show(string line);

    /// <summary>An answer that appears while it is typed.</summary>
    string Ask(string question);

    /// <summary>An answer that does not appear. From a pipe, one line of it.</summary>
    string AskSecret(string question);

    /// <summary>Everything that came in, where nobody types.</summary>
    string ReadToEnd();

    /// <summary>Empties the screen and what can be scrolled back to.</summary>
    void Clear();
}
