namespace Holdfast.NodeRequests.Rules;

/// <summary>What to do after a refusal with this tag.</summary>
/// <param name="Limits">The limits with which its rules compare.</param>
public sealed record TagEntry(string Tag, IReadOnlyList<string> Limits, string WhatToDo);
