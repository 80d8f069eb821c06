using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Holdfast.Conformance.Hsmd;

/// <summary>
/// One end of a socket that speaks hsmd's framing: u32 big-endian length, then so many bytes, the first two of which are the message type.
/// Also passes descriptors along (a data byte and one SCM_RIGHTS), as hsmd_client_hsmfd does.
/// </summary>
public sealed unsafe class HsmdSocket : IDisposable
{
    private const int MessageBytesMax = 1 << 27;
    private int _fd;

    /// <summary>Takes the descriptor over.</summary>
    public HsmdSocket(int fd)
    {
        _fd = fd;
    }

    public int Descriptor => _fd;

    /// <summary>Two connected ends that no child inherits by accident; numbered 10 and up so that they never collide with 0 to 4.</summary>
    /// <exception cref="IOException">The system has no more descriptors.</exception>
    public static (HsmdSocket Ours, HsmdSocket Theirs) Pair()
    {
        int* pair = stackalloc int[2];
        Require(Native.socketpair(Native.AfUnix, Native.SockStream | Native.SockCloexec, 0, pair));
        return (Lift(pair[0]), Lift(pair[1]));
    }

    /// <summary>Writes one message.</summary>
    /// <exception cref="IOException">Nobody reads any more.</exception>
    public void Write(byte[] message)
    {
        byte[] framed = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, message.Length);
        message.CopyTo(framed, 4);
        fixed (byte* bytes = framed)
        {
            for (int sent = 0; sent < framed.Length;)
            {
                sent += (int)Require(Native.send(_fd, bytes + sent, framed.Length - sent, Native.MsgNoSignal));
            }
        }
    }

    /// <summary>Reads one message; null when the other side closed before one began.</summary>
    /// <param name="timeoutMs">For each part; -1 waits for ever.</param>
    /// <exception cref="IOException">The other side closed within a message, announced a giant one, or said nothing for too long.</exception>
    public byte[]? Read(int timeoutMs)
    {
        byte[] header = new byte[4];
        if (!Fill(header, timeoutMs, mayEnd: true))
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(header);
        if (length is < 2 or > MessageBytesMax)
        {
            throw new IOException("a message of " + length + " bytes");
        }

        byte[] message = new byte[length];
        Fill(message, timeoutMs, mayEnd: false);
        return message;
    }

    /// <summary>Sends a descriptor with one data byte; the sender's may be closed afterwards.</summary>
    public void SendDescriptor(HsmdSocket other)
    {
        byte data = 0;
        Native.IoVector vector = new() { Base = &data, Length = 1 };
        Native.DescriptorMessage control = new() { Length = 20, Level = 1, Type = 1, Fd = other._fd };
        Native.MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = 24 };
        Require(Native.sendmsg(_fd, &message, Native.MsgNoSignal));
    }

    /// <summary>Receives what <see cref="SendDescriptor"/> sent.</summary>
    public HsmdSocket ReceiveDescriptor(int timeoutMs)
    {
        Wait(timeoutMs);
        byte data;
        Native.IoVector vector = new() { Base = &data, Length = 1 };
        Native.DescriptorMessage control = default;
        Native.MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = &control, ControlLength = 24 };
        nint received = Require(Native.recvmsg(_fd, &message, Native.MsgCmsgCloexec));
        if (received != 1 || message.ControlLength < 20 || control.Length != 20 || control.Level != 1 || control.Type != 1)
        {
            throw new IOException("no descriptor came with the reply");
        }

        return new HsmdSocket(control.Fd);
    }

    public void Dispose()
    {
        int fd = Interlocked.Exchange(ref _fd, -1);
        if (fd >= 0)
        {
            _ = Native.close(fd);
        }
    }

    private static HsmdSocket Lift(int fd)
    {
        int lifted = (int)Require(Native.fcntl(fd, Native.FDupfdCloexec, 10));
        _ = Native.close(fd);
        return new HsmdSocket(lifted);
    }

    private bool Fill(byte[] buffer, int timeoutMs, bool mayEnd)
    {
        fixed (byte* bytes = buffer)
        {
            for (int read = 0; read < buffer.Length;)
            {
                Wait(timeoutMs);
                nint count = Native.recv(_fd, bytes + read, buffer.Length - read, 0);
                if (count <= 0)
                {
                    // A reset is an end too: the other process died with something unread.
                    return mayEnd && read == 0 ? false : throw new IOException("the other side closed within a message");
                }

                read += (int)count;
            }
        }

        return true;
    }

    private void Wait(int timeoutMs)
    {
        Native.PollFd poll = new() { Fd = _fd, Events = Native.PollIn };
        int ready;
        do
        {
            ready = Native.poll(&poll, 1, timeoutMs);
        }
        while (ready < 0 && Marshal.GetLastPInvokeError() == Native.Eintr);
        if (ready == 0)
        {
            throw new IOException("no answer within " + timeoutMs + " ms");
        }
    }

    private static nint Require(nint result) =>
        result >= 0 ? result : throw new IOException("system call failed: " + Marshal.GetLastPInvokeErrorMessage());
}
