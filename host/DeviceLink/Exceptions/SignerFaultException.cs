using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>The device stopped signing, now or earlier, until a person looked at it.</summary>
public sealed class SignerFaultException(Reply reply) : SignerException(reply, $"the device stopped ({reply.Code}): {reply.Sentence}");
