using Holdfast.DeviceLink;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// The host's end of a line to a device in the same process, without a thread: while the host waits, the device works. When the device has
/// nothing to say its clock moves by the time that the host was ready to wait, so silence costs nothing and every run is the same.
/// </summary>
public sealed class InProcessTransport(SimulatedDevice device) : ITransport
{
    private bool _isOpen;

    public string Name => "simulated";

    /// <summary>A device without power boots after the host has waited once; false: it stays dark.</summary>
    public bool BootsByItself { get; init; } = true;

    public void Open(CancellationToken cancellation = default)
    {
        Span<byte> forgotten = stackalloc byte[256];
        while (device.Link.Send(forgotten) > 0)
        {
        }

        _isOpen = true;
    }

    public int Read(Span<byte> buffer, int timeoutMs)
    {
        RequireOpen();
        int count = device.Link.Send(buffer);
        if (count > 0)
        {
            return count;
        }

        while (device.Step())
        {
        }

        count = device.Link.Send(buffer);
        if (count > 0)
        {
            return count;
        }

        device.Clock.Advance(timeoutMs);
        if (!device.IsOn && BootsByItself)
        {
            device.Boot();
        }

        return 0;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        RequireOpen();
        device.Link.Receive(bytes);
    }

    public void Close() => _isOpen = false;

    public void Dispose() => Close();

    private void RequireOpen()
    {
        if (!_isOpen)
        {
            throw new IOException("the simulated line is not open");
        }
    }
}
