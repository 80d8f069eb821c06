namespace Holdfast.SimulatedSigner;

/// <summary>What a path holds after an operation that did not return.</summary>
public enum StorageOutcome
{
    /// <summary>The content from before the call.</summary>
    Old,

    /// <summary>The content that the call was to leave.</summary>
    New,

    /// <summary>A file of no bytes: it was created, and never written to its end.</summary>
    Empty,

    /// <summary>Nothing at that path.</summary>
    Missing,
}
