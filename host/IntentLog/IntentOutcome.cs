namespace Holdfast.IntentLog;

/// <summary>How an intent ended. The numbers are stored; they never change their meaning.</summary>
public enum IntentOutcome
{
    /// <summary>The signer answered and the answer is written down.</summary>
    Completed = 1,

    /// <summary>The signer refused by a rule: it promised nothing, so another content may be asked.</summary>
    Refused = 2,

    /// <summary>A person or a force-close gave it up. The signer may have signed it: the number must never get another content.</summary>
    Abandoned = 3,
}
