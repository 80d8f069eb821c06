using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>The device is not in the state that the request needs: blank, locked, another version, no such channel.</summary>
public sealed class SignerNotReadyException(Reply reply) : SignerException(reply, $"not now ({reply.Code}): {reply.Sentence}");
