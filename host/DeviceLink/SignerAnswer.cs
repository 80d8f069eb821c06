using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>Turns the status of a reply into a result or the exception that says what to do.</summary>
internal static class SignerAnswer
{
    public static Reply RequireOk(Reply reply) => reply.Status == ReplyStatus.Ok ? reply : throw Refusal(reply);

    public static SignerException Refusal(Reply reply) => reply.Status switch
    {
        ReplyStatus.Malformed => new SignerMalformedException(reply),
        ReplyStatus.Refused => new SignerRefusedException(reply),
        ReplyStatus.Fault => new SignerFaultException(reply),
        _ => new SignerNotReadyException(reply),
    };

    /// <summary>What a device may say to Hello.</summary>
    public static bool IsGreeting(Reply reply) => reply.Status == ReplyStatus.Ok || reply.Code == ErrorCode.VersionMismatch;

    /// <summary>
    /// What a device may say without a seal to somebody who asks with one: that it does not have this session. Anybody on the cable can say it, so it is only a
    /// reason to shake hands. Everything else without a seal is not from the device.
    /// </summary>
    public static bool IsHint(Reply reply) => reply.Code is ErrorCode.NoSession or ErrorCode.Locked or ErrorCode.Blank or ErrorCode.BadSeal or ErrorCode.Stopped
        or ErrorCode.WrongHostHalf or ErrorCode.BadKey or ErrorCode.BadBody or ErrorCode.UnknownMessage or ErrorCode.VersionMismatch;

    /// <summary>The device does not take this session's numbers: another session and the same request again are the cure.</summary>
    public static bool WantsNewSession(Reply reply) => reply.Code is ErrorCode.SequenceStale or ErrorCode.SequenceReused;
}
