namespace Holdfast.IntentLog;

/// <summary>What came of an intent that was found open after a start; <see cref="IntentStore.Recover"/> writes it down.</summary>
public abstract record Recovery
{
    private Recovery()
    {
    }

    /// <summary>
    /// Nobody could be asked yet, or somebody else will repeat it. The channel begins nothing else of this kind until then: <see cref="IntentStore.Begin(Intent)"/>
    /// takes only the same bytes.
    /// </summary>
    public static Recovery LeftOpen { get; } = new StaysOpen();

    /// <summary>The signer answered, and the caller has stored the state that follows from it. See <see cref="IntentStore.Complete"/>.</summary>
    public static Recovery Completed(byte[] reply, byte[] receipt, string? note = null, byte[]? memory = null) => new IsCompleted(reply, receipt, note, memory);

    /// <summary>The signer refused by a rule, so it promised nothing. See <see cref="IntentStore.RecordRefusal"/>.</summary>
    public static Recovery Refused(string tag) => new IsRefused(tag);

    /// <summary>The channel is being force-closed, and nobody will ask for this number again. See <see cref="IntentStore.Abandon"/>.</summary>
    public static Recovery Abandoned(string reason) => new IsAbandoned(reason);

    internal abstract void WriteTo(IntentStore log, long id);

    private sealed record StaysOpen : Recovery
    {
        internal override void WriteTo(IntentStore log, long id)
        {
        }
    }

    private sealed record IsCompleted(byte[] Reply, byte[] Receipt, string? Note, byte[]? Memory) : Recovery
    {
        internal override void WriteTo(IntentStore log, long id) => log.Complete(id, Reply, Receipt, Note, Memory);
    }

    private sealed record IsRefused(string Tag) : Recovery
    {
        internal override void WriteTo(IntentStore log, long id) => log.RecordRefusal(id, Tag);
    }

    private sealed record IsAbandoned(string Reason) : Recovery
    {
        internal override void WriteTo(IntentStore log, long id) => log.Abandon(id, Reason);
    }
}
