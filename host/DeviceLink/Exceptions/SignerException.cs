using Holdfast.Protocol;

namespace Holdfast.DeviceLink;

/// <summary>The device answered, and not with what was asked for. Each kind has a class of its own, because each wants another reaction.</summary>
public abstract class SignerException(Reply reply, string message)
    : Exception(Printable.Of(reply.IsAuthentic ? message : message + " (this answer has no seal, so nothing proves that it is from the device)"))
{
    public ErrorCode Code { get; } = reply.Code;

    /// <summary>False: it came without a seal, and anybody on the cable may have said it.</summary>
    public bool IsAuthentic { get; } = reply.IsAuthentic;

    /// <summary>The tag of the rule that refused; empty for everything but refusals.</summary>
    public string Tag { get; } = Printable.Of(reply.Tag);

    /// <summary>The rule that refused, by its name in RULES.md; empty for everything but refusals.</summary>
    public string Rule { get; } = Printable.Of(reply.Rule);

    /// <summary>The device's own words.</summary>
    public string Sentence { get; } = Printable.Of(reply.Sentence);
}
