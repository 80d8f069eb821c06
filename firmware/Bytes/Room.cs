namespace Holdfast.Bytes;

/// <summary>
/// Room on the chip's heap in one piece. The interpreter moves objects together when an array does not fit, but not when the frame of a method does not:
/// half of the heap can be free and a call fail for want of 1,284 bytes (the largest frame of the curve) in a row. Worse, a call that fails right
/// after native code may be left out instead of failing (firmware/README.md, "Filling the heap"). So whoever is about to need a large frame, or must not be left
/// out, asks here first. Anywhere else than on the chip this is an array that nobody keeps.
/// </summary>
public static class Room
{
    /// <summary>For one computation on the curve: its largest frame, and what it allocates beside it.</summary>
    public const int CurveBytes = 1400;

    /// <summary>To write a file: a stream, its names and its buffers. Where this fails, nothing was written.</summary>
    public const int FileBytes = 2048;

    /// <summary>
    /// For the frames of a request. They cannot be moved while it runs, so they had better lie side by side at the heap's end than wherever a
    /// piece was free.
    /// </summary>
    public const int RequestBytes = 8192;

    /// <summary>
    /// When this returns, so many bytes are free in one piece: what is dropped here is found by the collection that the next failing frame begins.
    /// Otherwise an OutOfMemoryException, thrown here and never lost.
    /// </summary>
    public static void Make(int bytes)
    {
        _ = new byte[bytes];
    }
}
