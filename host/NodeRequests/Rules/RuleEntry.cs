using Holdfast.Protocol;

namespace Holdfast.NodeRequests.Rules;

/// <summary>A rule of the device.</summary>
/// <param name="Truth">What is true of everything that passes.</param>
/// <param name="Requests">Those that ask it.</param>
public sealed record RuleEntry(string Name, string Tag, string Truth, IReadOnlyList<MessageId> Requests);
