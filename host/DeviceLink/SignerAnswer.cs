using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>Turns the status of a reply into a result or the exception that says what to do.</summary>
internal static class SignerAnswer
{
    public static Reply RequireOk(Reply reply) => reply.Status switch
    {
        ReplyStatus.Ok => reply,
        ReplyStatus.Malformed => throw new SignerMalformedException(reply),
        ReplyStatus.Refused => throw new SignerRefusedException(reply),
        ReplyStatus.Fault => throw new SignerFaultException(reply),
        _ => throw new SignerNotReadyException(reply),
    };

    /// <summary>The device forgot or never knew our session: a handshake and the same request again are the cure.</summary>
    public static bool WantsHandshake(Reply reply, bool canUnlock)
        => reply.Code == ErrorCode.NoSession || (reply.Code == ErrorCode.Locked && canUnlock);

    /// <summary>The device does not take this session's numbers or seals: another session and the same request again are the cure.</summary>
    public static bool WantsNewSession(Reply reply) => reply.Code is ErrorCode.SequenceStale or ErrorCode.SequenceReused or ErrorCode.BadSeal;
}
