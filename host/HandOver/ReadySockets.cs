using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.HandOver;

/// <summary>Says which of many sockets can be read or written (epoll), at a cost that does not grow with those that are quiet.</summary>
public sealed unsafe partial class ReadySockets : IDisposable
{
    private const int Cloexec = 0x80000;
    private const int Add = 1;
    private const int Remove = 2;
    private const int Modify = 3;
    private const uint In = 1;
    private const uint Out = 4;
    private const int Eintr = 4;
    private const int EventsMax = 64;

    // struct epoll_event is packed on x86-64 and nowhere else: u32 events, then u64 data.
    private static readonly int s_dataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int s_eventBytes = s_dataAt + 8;

    private readonly UnixSocket _descriptor;
    private readonly byte[] _events = new byte[EventsMax * 16];

    /// <exception cref="IOException">The system has no descriptors left.</exception>
    public ReadySockets()
    {
        int descriptor = Create(Cloexec);
        _descriptor = descriptor >= 0 ? UnixSocket.Own(descriptor) : throw Failure();
    }

    /// <summary>Changes what is said about a socket; after nothing to nothing, this does nothing.</summary>
    /// <param name="name">By which <see cref="Wait"/> calls it.</param>
    /// <exception cref="IOException">The system has no room for it.</exception>
    public void Watch(UnixSocket socket, ulong name, SocketInterest before, SocketInterest now)
    {
        if (before == now)
        {
            return;
        }

        // A socket that nobody waits for is taken out, because an end of it would be said again and again.
        int change = now == SocketInterest.None ? Remove : before == SocketInterest.None ? Add : Modify;
        byte* entry = stackalloc byte[16];
        Span<byte> fields = new(entry, 16);
        fields.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(fields, now switch { SocketInterest.Bytes => In, SocketInterest.Room => Out, SocketInterest.Both => In | Out, _ => 0 });
        BinaryPrimitives.WriteUInt64LittleEndian(fields[s_dataAt..], name);
        if (Control(_descriptor.Descriptor, change, socket.Descriptor, entry) < 0)
        {
            throw Failure();
        }
    }

    /// <summary>Waits until one is ready, or has ended; only one thread may do this.</summary>
    public void Wait(List<ulong> names)
    {
        names.Clear();
        fixed (byte* events = _events)
        {
            int count;
            do
            {
                count = Wait(_descriptor.Descriptor, events, EventsMax, -1);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Eintr);
            if (count < 0)
            {
                throw Failure();
            }

            for (int i = 0; i < count; i++)
            {
                names.Add(BinaryPrimitives.ReadUInt64LittleEndian(_events.AsSpan((i * s_eventBytes) + s_dataAt)));
            }
        }
    }

    public void Dispose() => _descriptor.Dispose();

    private static IOException Failure() => new("epoll: " + new Win32Exception(Marshal.GetLastPInvokeError()).Message);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int descriptor, int change, int socket, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int descriptor, byte* events, int count, int timeoutMs);
}
