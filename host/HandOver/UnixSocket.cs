using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Holdfast.HandOver;

/// <summary>
/// A connected local stream socket, by its file descriptor: blocking, one reader and one writer at a time. lightningd hands over two of them
/// by number and wants others sent to it, which .NET's own sockets cannot do.
/// </summary>
public sealed partial class UnixSocket : IDisposable
{
    private const int AfUnix = 1;
    private const int SockStream = 1;
    private const int SockCloexec = 0x80000;
    private const int SolSocket = 1;
    private const int ScmRights = 1;
    private const int ShutWr = 1;
    private const int ShutRdWr = 2;
    private const int MsgDontWait = 0x40;
    private const int MsgNoSignal = 0x4000;
    private const int MsgCmsgCloexec = 0x40000000;
    private const int Eintr = 4;
    private const int Eagain = 11;
    private const short PollIn = 1;
    private const short PollOut = 4;
    private const short PollRdHup = 0x2000;
    private const int FdCloexec = 1;
    private const int FSetFd = 2;

    private readonly SocketHandle _handle;

    /// <summary>Most descriptors that one message brings along; what is above that, the kernel closes.</summary>
    private const int PassedMax = 2;

    private UnixSocket(int descriptor, bool isOwned = true)
    {
        _handle = new SocketHandle(descriptor, isOwned);
    }

    /// <summary>A descriptor that this process was started with. It is not passed on to programs that this one starts.</summary>
    public static UnixSocket Inherited(int descriptor)
    {
        Fcntl(descriptor, FSetFd, FdCloexec);
        return new UnixSocket(descriptor);
    }

    /// <summary>A descriptor of this process that stays open whatever happens to the result, also in a program that takes the place of this one.</summary>
    public static UnixSocket Borrowed(int descriptor) => new(descriptor, isOwned: false);

    /// <summary>A descriptor that was made for this process alone.</summary>
    internal static UnixSocket Own(int descriptor) => new(descriptor);

    /// <summary>True when the descriptor is open and a socket.</summary>
    public static unsafe bool IsSocket(int descriptor)
    {
        int type;
        int length = sizeof(int);
        const int SoType = 3;
        return GetSockOpt(descriptor, SolSocket, SoType, &type, &length) == 0;
    }

    /// <summary>Two ends of a new connection; neither survives into programs that this one starts.</summary>
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
    /// The receiver owns a copy; this process keeps its own.
    /// </summary>
    public void Pass(UnixSocket other) => Pass([0], other.Descriptor);

    /// <summary>Sends bytes with descriptors; the receiver finds them at the first byte.</summary>
    public unsafe void Pass(ReadOnlySpan<byte> bytes, params ReadOnlySpan<int> descriptors)
    {
        fixed (byte* data = bytes)
        {
            IoVector vector = new() { Base = data, Length = (nuint)bytes.Length };
            ControlMessage control = new() { Length = (nuint)(ControlMessage.HeaderBytes + (sizeof(int) * descriptors.Length)), Level = SolSocket, Type = ScmRights };
            descriptors.CopyTo(new Span<int>(control.Descriptors, PassedMax));
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage) };
            nint sent;
            do
            {
                sent = SendMessage(_handle, &header, MsgNoSignal);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Eintr);
            Require((int)sent, "sendmsg");
            if (sent < bytes.Length)
            {
                Write(bytes[(int)sent..]);
            }
        }
    }

    /// <summary>Waits for bytes, like <see cref="Read(Span{byte})"/>, and takes the sockets that came with them. Whatever is no socket is closed.</summary>
    public unsafe int Read(Span<byte> buffer, List<UnixSocket> passed)
    {
        fixed (byte* bytes = buffer)
        {
            IoVector vector = new() { Base = bytes, Length = (nuint)buffer.Length };
            ControlMessage control = default;
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = (nuint)sizeof(ControlMessage) };
            nint count;
            do
            {
                count = ReceiveMessage(_handle, &header, MsgCmsgCloexec);
            }
            while (count < 0 && Marshal.GetLastPInvokeError() == Eintr);
            if (count < 0)
            {
                throw Failure("recvmsg");
            }

            if (header.ControlLength >= ControlMessage.HeaderBytes && control.Level == SolSocket && control.Type == ScmRights)
            {
                int descriptors = ((int)control.Length - ControlMessage.HeaderBytes) / sizeof(int);
                for (int i = 0; i < Math.Min(descriptors, PassedMax); i++)
                {
                    UnixSocket socket = new(control.Descriptors[i]);
                    if (IsSocket(socket.Descriptor))
                    {
                        passed.Add(socket);
                    }
                    else
                    {
                        socket.Dispose();
                    }
                }
            }

            return (int)count;
        }
    }

    /// <summary>What is there now: -1 when nothing is, 0 at the end of the stream, also when the other end was reset.</summary>
    public unsafe int TryRead(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            while (true)
            {
                nint count = Receive(_handle, bytes, (nuint)buffer.Length, MsgDontWait);
                if (count >= 0)
                {
                    return (int)count;
                }

                switch (Marshal.GetLastPInvokeError())
                {
                    case Eintr:
                        break;
                    case Eagain:
                        return -1;
                    default:
                        return 0;
                }
            }
        }
    }

    /// <summary>Sends what there is room for, at once: how much that was, 0 for nothing, -1 when nobody will read it.</summary>
    public unsafe int TryWrite(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            while (true)
            {
                nint count = Send(_handle, start, (nuint)bytes.Length, MsgNoSignal | MsgDontWait);
                if (count >= 0)
                {
                    return (int)count;
                }

                switch (Marshal.GetLastPInvokeError())
                {
                    case Eintr:
                        break;
                    case Eagain:
                        return 0;
                    default:
                        return -1;
                }
            }
        }
    }

    /// <summary>The process that made this socket's pair (SO_PEERCRED); 0 when the system does not say.</summary>
    public unsafe int PeerProcess()
    {
        const int SoPeerCred = 17;
        int* credentials = stackalloc int[3]; // struct ucred: pid, uid, gid
        int length = 3 * sizeof(int);
        return GetSockOpt(Descriptor, SolSocket, SoPeerCred, credentials, &length) == 0 ? credentials[0] : 0;
    }

    /// <summary>Waits until one of two sockets has something to say, or is at its end.</summary>
    /// <param name="isOnlyEnd">Of the first: bytes that wait to be read do not end it.</param>
    /// <param name="forRoom">Of the second: wait for room to write instead of bytes to read.</param>
    /// <returns>Whether the first is the one, or both.</returns>
    public static unsafe bool WaitForEither(UnixSocket first, bool isOnlyEnd, UnixSocket? second, bool forRoom)
    {
        PollEntry* entries = stackalloc PollEntry[2];
        using Use useOfFirst = new(first._handle);
        using Use useOfSecond = new(second?._handle);
        entries[0] = new PollEntry { Descriptor = useOfFirst.Descriptor, Events = isOnlyEnd ? PollRdHup : (short)(PollIn | PollRdHup) };
        entries[1] = new PollEntry { Descriptor = useOfSecond.Descriptor, Events = forRoom ? PollOut : PollIn };
        while (Poll(entries, 2, -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Eintr)
            {
                throw Failure("poll");
            }
        }

        return entries[0].Result != 0;
    }

    /// <summary>Waits until the other end is gone; false after the time is over. Bytes that wait to be read do not end it.</summary>
    /// <param name="timeoutMs">-1: for ever.</param>
    public unsafe bool WaitForEnd(int timeoutMs)
    {
        using Use use = new(_handle);
        PollEntry entry = new() { Descriptor = use.Descriptor, Events = PollRdHup };
        return Poll(&entry, 1, timeoutMs) > 0;
    }

    /// <summary>
    /// Ends the connection in both directions and wakes a thread that reads; the descriptor stays until <see cref="Dispose"/>. Nothing happens
    /// after that: the reader may have come to the end at the same moment.
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

    /// <summary>From now on this number names this connection, also in a program that takes the place of this one; what it named before is closed.</summary>
    public void PutInPlaceOf(int descriptor) => Require(Duplicate(_handle, descriptor), "dup2");

    /// <summary>Nothing more will be written; what the other end has still to say can be read.</summary>
    public void ShutdownWrite()
    {
        try
        {
            Shutdown(_handle, ShutWr);
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

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static unsafe partial nint Receive(SocketHandle handle, byte* bytes, nuint count, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(SocketHandle handle, MessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(SocketHandle handle, MessageHeader* header, int flags);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(SocketHandle handle, int descriptor);

    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    private static partial int Shutdown(SocketHandle handle, int how);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseDescriptor(int descriptor);

    /// <summary>A call with the bare number of a descriptor that another thread may close.</summary>
    private readonly ref struct Use
    {
        private readonly SocketHandle? _handle;

        /// <exception cref="ObjectDisposedException">It is closed already.</exception>
        public Use(SocketHandle? handle)
        {
            bool isAdded = false;
            handle?.DangerousAddRef(ref isAdded);
            _handle = handle;
        }

        /// <summary>-1 for none, which poll passes over.</summary>
        public int Descriptor => _handle?.Number ?? -1;

        public void Dispose() => _handle?.DangerousRelease();
    }

    /// <summary>Keeps the descriptor from being closed, and its number from being given to another file, while a call uses it.</summary>
    private sealed class SocketHandle : SafeHandle
    {
        public SocketHandle(int descriptor, bool isOwned)
            : base(-1, isOwned)
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

    /// <summary>Room for two descriptors; a message with one says so in its length.</summary>
    private unsafe struct ControlMessage
    {
        public const int HeaderBytes = 16;

        public nuint Length;
        public int Level;
        public int Type;
        public fixed int Descriptors[PassedMax];
    }

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Result;
    }
}
