using System;

namespace Holdfast.Policy;

/// <summary>
/// A rule says no. Rule and tag are those of RULES.md (several rules may share a tag); the sentence says what the rule is and what to do. All go to the
/// host, so they never carry contents. Nothing has changed when this is thrown.
/// </summary>
public sealed class Refusal : Exception
{
    /// <summary>ASCII, at most 64 characters.</summary>
    public readonly string Tag;

    /// <summary>The class that refuses: ASCII, at most 64 characters.</summary>
    public readonly string Rule;

    public Refusal(string rule, string tag, string sentence)
        : base(sentence)
    {
        Rule = rule;
        Tag = tag;
    }
}
