namespace Holdfast.Hardware;

/// <summary>
/// A byte pipe to the host. Bytes arrive in order but may be lost, doubled, damaged or cut off at any place: the frame layer deals with that.
/// </summary>
public interface ILink
{
    /// <summary>How many bytes can be read now without waiting.</summary>
    int Available { get; }

    /// <summary>Copies at most <paramref name="count"/> bytes that are already there and returns how many; never waits.</summary>
    int Read(byte[] buffer, int offset, int count);

    /// <summary>Hands all bytes to the line. Returning says nothing about their arrival.</summary>
    void Write(byte[] buffer, int offset, int count);
}
