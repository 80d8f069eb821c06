using System;

namespace Holdfast.Policy;

/// <summary>
/// A rule says no. The tag names the rule (RULES.md), the sentence says what the rule is and what to do; both go to the host, so they never
/// carry contents. Nothing has changed when this is thrown.
/// </summary>
public sealed class Refusal : Exception
{
    /// <summary>ASCII, at most 64 characters.</summary>
    public readonly string Tag;

    public Refusal(string tag, string sentence)
        : base(sentence)
    {
        Tag = tag;
    }
}
