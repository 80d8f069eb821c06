namespace Holdfast.DeviceLink;

/// <summary>
/// A byte pipe to the device: a serial port, a socket, a simulated device in this process. It promises order, nothing else; what is lost,
/// doubled or damaged is the frame layer's business. One thread at a time.
/// </summary>
public interface ITransport : IDisposable
{
    /// <summary>What a person calls it: "/dev/ttyUSB0", "tcp:localhost:7777".</summary>
    string Name { get; }

    /// <summary>Opens the line and forgets everything that was waiting on it.</summary>
    /// <exception cref="IOException">Not there, in use, not permitted; the message says which.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the other end.</exception>
    void Open(CancellationToken cancellation = default);

    /// <summary>Waits up to <paramref name="timeoutMs"/> for bytes and returns how many came; 0: none within that time.</summary>
    /// <exception cref="IOException">The line is gone; <see cref="Open"/> is the only way back.</exception>
    int Read(Span<byte> buffer, int timeoutMs);

    /// <summary>Hands all bytes to the line. Returning says nothing about their arrival.</summary>
    /// <exception cref="NothingWrittenException">The line is gone, and not a single byte went out.</exception>
    /// <exception cref="IOException">The line is gone.</exception>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Gives the line back; nothing happens when it is not open.</summary>
    void Close();
}
