using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>A rule says no. Asking again is useless, asking in other words is forbidden; tell the owner.</summary>
public sealed class SignerRefusedException(Reply reply) : SignerException(reply, $"refused ({reply.Tag}): {reply.Sentence}");
