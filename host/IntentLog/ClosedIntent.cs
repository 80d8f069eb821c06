namespace Holdfast.IntentLog;

/// <summary>
/// One row of the audit trail. <see cref="Reply"/> and <see cref="Receipt"/> are empty unless the outcome is
/// <see cref="IntentOutcome.Completed"/>; <see cref="Note"/> is the refusal's tag or the reason for giving up.
/// </summary>
public sealed record ClosedIntent(
    long Id, Intent Intent, DateTimeOffset Begun, IntentOutcome Outcome, byte[] Reply, byte[] Receipt, string Note, DateTimeOffset Closed);
