using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>The device answered, and not with what was asked for. Each kind has a class of its own, because each wants another reaction.</summary>
public abstract class SignerException(Reply reply, string message) : Exception(Printable.Of(message))
{
    public ErrorCode Code { get; } = reply.Code;

    /// <summary>The rule that refused; empty for everything but refusals.</summary>
    public string Tag { get; } = Printable.Of(reply.Tag);

    /// <summary>The device's own words.</summary>
    public string Sentence { get; } = Printable.Of(reply.Sentence);
}
