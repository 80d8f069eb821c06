using Microsoft.Win32.SafeHandles;

namespace Holdfast.DeviceLink;

/// <summary>
/// A pseudo terminal whose far end looks like a serial port to any program: <see cref="SlavePath"/> is what the host opens, this object is the
/// device's end. While no host has the port open, nothing comes and what is written is lost, as on a cable without a computer.
/// <see cref="Close"/> is pulling the cable: the host's end fails from then on.
/// </summary>
public sealed class PtyPair : ITransport
{
    private const int NoHostSleepMs = 5;

    private SafeFileHandle? _master;

    public PtyPair()
    {
        NativeTty.RequireUnix();
        _master = NativeTty.OpenPtyMaster(out string slavePath);
        SlavePath = slavePath;

        // Raw from the start: a pseudo terminal echoes and edits lines until somebody says otherwise.
        using SafeFileHandle slave = NativeTty.Open(slavePath);
        NativeTty.MakeRaw(slave, slavePath, 0);
    }

    public string SlavePath { get; }

    public string Name => "pty:" + SlavePath;

    /// <summary>Nothing to do: a pseudo terminal is open from its making to its end.</summary>
    public void Open(CancellationToken cancellation = default)
    {
        if (_master == null)
        {
            throw new IOException($"{Name} was closed");
        }
    }

    public int Read(Span<byte> buffer, int timeoutMs)
    {
        SafeFileHandle master = _master ?? throw new IOException($"{Name} was closed");
        short events = NativeTty.Poll(master, NativeTty.PollIn, timeoutMs);
        if ((events & NativeTty.PollIn) != 0)
        {
            return NativeTty.Read(master, buffer) ?? 0;
        }

        if (events != 0)
        {
            Thread.Sleep(Math.Min(timeoutMs, NoHostSleepMs));
        }

        return 0;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        SafeFileHandle master = _master ?? throw new IOException($"{Name} was closed");
        while (!bytes.IsEmpty)
        {
            // Without a host, or with one that does not read, the bytes fall off the end of the cable.
            short events = NativeTty.Poll(master, NativeTty.PollOut, 1000);
            int count = (events & NativeTty.PollOut) == 0 ? 0 : NativeTty.Write(master, bytes);
            if (count == 0 || (events & NativeTty.PollTrouble) != 0)
            {
                return;
            }

            bytes = bytes[count..];
        }
    }

    public void Close()
    {
        _master?.Dispose();
        _master = null;
    }

    public void Dispose() => Close();
}
