namespace Holdfast.IntentLog;

/// <summary>
/// One row of the audit trail. <see cref="Reply"/> and <see cref="Receipt"/> are empty unless the outcome is
/// <see cref="IntentOutcome.Completed"/>; <see cref="Note"/> is the refusal's tag, the reason for giving up,
/// or what the one who completed it wants to be remembered.
/// </summary>
public sealed record ClosedIntent(
    long Id, Intent Intent, DateTimeOffset Begun, IntentOutcome Outcome, byte[] Reply, byte[] Receipt, string Note, DateTimeOffset Closed)
{
    /// <summary>The note of an answer that was asked for after the node had stored what it is about.</summary>
    public const string StoredFirst = "stored first";
}
