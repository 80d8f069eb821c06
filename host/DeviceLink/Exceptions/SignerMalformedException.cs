using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>The request cannot be what it claims to be; the device touched nothing. A defect of the program that made the request.</summary>
public sealed class SignerMalformedException(Reply reply) : SignerException(reply, $"the device calls the request malformed ({reply.Code}): {reply.Sentence}");
