using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>A rule says no. Asking again is useless, asking in other words is forbidden; tell the owner.</summary>
public sealed class SignerRefusedException(Reply reply) : SignerException(
    reply, reply.Rule.Length == 0 ? $"refused: {reply.Sentence}" : $"refused by {reply.Rule} ({reply.Tag}): {reply.Sentence}");
