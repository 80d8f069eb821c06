namespace Holdfast.IntentLog;

/// <summary>
/// An intent that was written down and not closed. The signer may have acted on it or not: nobody knows until exactly these bytes were
/// asked again.
/// </summary>
public sealed record OpenIntent(long Id, Intent Intent, DateTimeOffset Begun);
