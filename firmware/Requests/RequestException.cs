using System;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// A request that is not carried out, for a reason that has an error code of its own: malformed in a way that a program may want to tell
/// apart, or not possible in the device's present state. Nothing has changed when this is thrown. The text goes to the host.
/// </summary>
public sealed class RequestException : Exception
{
    public readonly ReplyStatus Status;
    public readonly ErrorCode Code;

    private RequestException(ReplyStatus status, ErrorCode code, string sentence)
        : base(sentence)
    {
        Status = status;
        Code = code;
    }

    public static RequestException Malformed(ErrorCode code, string sentence)
    {
        return new RequestException(ReplyStatus.Malformed, code, sentence);
    }

    public static RequestException NotNow(ErrorCode code, string sentence)
    {
        return new RequestException(ReplyStatus.NotNow, code, sentence);
    }

    /// <summary>The device had stopped before this request.</summary>
    public static RequestException Stopped(string sentence)
    {
        return new RequestException(ReplyStatus.Fault, ErrorCode.Stopped, sentence);
    }

    public static RequestException NotApproved(string sentence)
    {
        return new RequestException(ReplyStatus.Refused, ErrorCode.NotApproved, sentence);
    }
}
