namespace Holdfast.IntentLog;

/// <summary>
/// One row of the audit trail. <see cref="Reply"/> and <see cref="Anchor"/> are empty unless the outcome is
/// <see cref="IntentOutcome.Completed"/>; <see cref="Note"/> is the refusal's tag or the reason for giving up.
/// </summary>
public sealed record ClosedIntent(
    long Id, Intent Intent, DateTimeOffset Begun, IntentOutcome Outcome, byte[] Reply, byte[] Anchor, string Note, DateTimeOffset Closed);
