using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.HsmdBridge;

/// <summary>
/// A connected local stream socket, by its file descriptor: blocking, one reader and one writer at a time. lightningd hands over two of them
/// by number and wants others sent to it, which .NET's own sockets cannot do.
/// </summary>
internal sealed partial class UnixSocket : IDisposable
{
    private const int AfUnix = 1;
    private const int SockStream = 1;
    private const int SockCloexec = 0x80000;
    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int ShutRdWr = 2;
    private const int MsgNoSignal = 0x4000;
    private const int Eintr = 4;
    private const short PollRdHup = 0x2000;
    private const int FdCloexec = 1;
    private const int FSetFd = 2;

    private readonly SocketHandle _handle;

    private UnixSocket(int descriptor)
    {
        _handle = new SocketHandle(descriptor);
    }

    /// <summary>A descriptor that this process was started with. It is not passed on to programs that we start.</summary>
    public static UnixSocket Inherited(int descriptor)
    {
        Fcntl(descriptor, FSetFd, FdCloexec);
        return new UnixSocket(descriptor);
    }

    /// <summary>True when the descriptor is open and a socket.</summary>
    public static unsafe bool IsSocket(int descriptor)
    {
        int type;
        int length = sizeof(int);
        const int SoType = 3;
        return GetSockOpt(descriptor, SolSocket, SoType, &type, &length) == 0;
    }

    /// <summary>Two ends of a new connection; neither survives into programs that we start.</summary>
    public static unsafe (UnixSocket Ours, UnixSocket Theirs) Pair()
    {
        int* ends = stackalloc int[2];
        Require(SocketPair(AfUnix, SockStream | SockCloexec, 0, ends), "socketpair");
        return (new UnixSocket(ends[0]), new UnixSocket(ends[1]));
    }

    /// <summary>The number, for a program that is started with this socket.</summary>
    public int Descriptor => _handle.Number;

    /// <summary>Waits for bytes; 0 at the end of the stream.</summary>
    public unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                nint count = Read(_handle, bytes, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                if (Marshal.GetLastPInvokeError() != Eintr)
                {
                    throw Failure("read");
                }
            }
        }
    }

    /// <summary>Returns when all bytes are in the socket.</summary>
    public unsafe void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            fixed (byte* start = bytes)
            {
                nint count = Send(_handle, start, (nuint)bytes.Length, MsgNoSignal);
                if (count >= 0)
                {
                    bytes = bytes[(int)count..];
                }
                else if (Marshal.GetLastPInvokeError() != Eintr)
                {
                    throw Failure("send");
                }
            }
        }
    }

    /// <summary>
    /// Sends one byte with another socket's descriptor (SCM_RIGHTS), as ccan/fdpass does and lightningd receives: the byte means nothing.
    /// The receiver owns a copy; ours is still ours.
    /// </summary>
    public unsafe void Pass(UnixSocket other)
    {
        byte data = 0;
        IoVector vector = new() { Base = &data, Length = 1 };
        ControlMessage control = new()
        {
            Length = (nuint)(sizeof(ControlMessage) - ControlMessage.Padding),
            Level = SolSocket,
            Type = ScmRights,
            Descriptor = other._handle.Number,
        };
        MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage) };
        nint sent;
        do
        {
            sent = SendMessage(_handle, &header, MsgNoSignal);
        }
        while (sent < 0 && Marshal.GetLastPInvokeError() == Eintr);
        Require((int)sent, "sendmsg");
    }

    /// <summary>Waits until the other end is gone; false after the time is over. Bytes that wait to be read do not end it.</summary>
    /// <param name="timeoutMs">-1: for ever.</param>
    public unsafe bool WaitForEnd(int timeoutMs)
    {
        PollEntry entry = new() { Descriptor = _handle.Number, Events = PollRdHup };
        return Poll(&entry, 1, timeoutMs) > 0;
    }

    /// <summary>
    /// Ends the connection in both directions and wakes a thread that reads; the descriptor stays until <see cref="Dispose"/>. Nothing happens
    /// after that: whoever reads may have come to the end at the same moment.
    /// </summary>
    public void Shutdown()
    {
        try
        {
            Shutdown(_handle, ShutRdWr);
        }
        catch (ObjectDisposedException)
        {
            // Closed already is what was wanted.
        }
    }

    public void Dispose() => _handle.Dispose();

    private static void Require(int result, string call)
    {
        if (result < 0)
        {
            throw Failure(call);
        }
    }

    private static IOException Failure(string call) => new(call + ": " + new Win32Exception(Marshal.GetLastPInvokeError()).Message);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int SocketPair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static unsafe partial int GetSockOpt(int descriptor, int level, int name, int* value, int* length);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(SocketHandle handle, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(SocketHandle handle, byte* bytes, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(SocketHandle handle, MessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int Shutdown(SocketHandle handle, int how);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    /// <summary>Keeps the descriptor from being closed, and its number from being given to another file, while a call uses it.</summary>
    private sealed class SocketHandle : SafeHandle
    {
        public SocketHandle(int descriptor)
            : base(-1, ownsHandle: true)
        {
            SetHandle(descriptor);
        }

        public int Number => (int)handle;

        public override bool IsInvalid => handle == -1;

        protected override bool ReleaseHandle() => CloseDescriptor((int)handle) == 0;
    }

    // struct msghdr and struct cmsghdr of 64-bit Linux (x86-64 and arm64 alike).
    private unsafe struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    private unsafe struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    private struct ControlMessage
    {
        public const int Padding = 4;

        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        private readonly int _padding;
    }

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Result;
    }
}
