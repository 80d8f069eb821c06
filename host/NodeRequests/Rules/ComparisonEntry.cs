namespace Holdfast.NodeRequests.Rules;

/// <summary>A tag of the Validating Lightning Signer.</summary>
/// <param name="Here">enforced, rebuilt, otherwise or missing.</param>
/// <param name="There">enforced, option or no code.</param>
/// <param name="Note">How, or why not; may be empty.</param>
public sealed record ComparisonEntry(string Tag, string Here, string There, string Note);
