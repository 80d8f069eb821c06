namespace Holdfast.HeldPayments.Handlers;

public enum VerdictKind
{
    /// <summary>The node goes on as if nobody had been asked.</summary>
    Continue,

    /// <summary>The HTLC waits until somebody settles or cancels the payment.</summary>
    Hold,

    Fail,
}

/// <summary>What the owner's handler wants done with an HTLC.</summary>
/// <param name="Failure">Null unless it fails.</param>
/// <param name="Trouble">Why nothing usable was said; empty when something was.</param>
public sealed record Verdict(VerdictKind Kind, FailureMessage? Failure = null, string Trouble = "")
{
    public static Verdict Continue { get; } = new(VerdictKind.Continue);

    public static Verdict Hold { get; } = new(VerdictKind.Hold);

    public static Verdict Fail(FailureMessage failure) => new(VerdictKind.Fail, failure);

    /// <summary>A handler that does not work refuses: nothing is accepted that it has not accepted.</summary>
    public static Verdict Broken(string trouble) => new(VerdictKind.Fail, FailureMessage.Refused, trouble);

    /// <summary>Too many HTLCs at once, or too slow: the sender may try again.</summary>
    public static Verdict Late(string trouble) => new(VerdictKind.Fail, FailureMessage.Temporary, trouble);
}
