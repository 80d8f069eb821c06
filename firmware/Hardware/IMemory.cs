namespace Holdfast.Hardware;

/// <summary>How much room is left for objects.</summary>
public interface IMemory
{
    /// <summary>Of the managed heap, after a collection; 0 where nobody knows.</summary>
    uint FreeBytes { get; }

    /// <summary>Moves what lives together, so that what is free is one piece. Takes some milliseconds.</summary>
    void Compact();
}
