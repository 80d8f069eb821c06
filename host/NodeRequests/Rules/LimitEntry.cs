namespace Holdfast.NodeRequests.Rules;

/// <summary>A number with which rules compare; the texts are those of the document.</summary>
/// <param name="Looser">The direction that allows more.</param>
public sealed record LimitEntry(string Name, string MainNetwork, string OtherNetworks, string Bounds, string Looser, string Meaning);
