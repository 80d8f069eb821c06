namespace Holdfast.HeldPayments.Book;

/// <summary>Where a hold invoice is. The numbers are in the file.</summary>
public enum InvoiceState
{
    /// <summary>It can be paid, or waits for a decision.</summary>
    Open = 0,

    /// <summary>It will be settled: the device is asked for the preimage until it answers.</summary>
    SettleIntended = 1,

    /// <summary>Its preimage is in the book, and every part that lightningd asks about gets it.</summary>
    Paid = 2,

    /// <summary>Its parts fail; the device is told until it answers.</summary>
    CancelIntended = 3,

    Cancelled = 4,
}

/// <summary>Where a set of parts is, and each part of it. All parts of a set share one fate. The numbers are in the file.</summary>
public enum HeldState
{
    /// <summary>A part was seen and has no verdict yet.</summary>
    HtlcSeen = 0,

    /// <summary>Held. Of a set: every part has arrived.</summary>
    VerdictGiven = 1,

    SettleIntended = 2,

    /// <summary>lightningd was told to settle.</summary>
    Settled = 3,

    CancelIntended = 4,

    /// <summary>lightningd was told to fail it.</summary>
    Cancelled = 5,
}
