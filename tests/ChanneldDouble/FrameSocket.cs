using System.Buffers.Binary;
using Holdfast.HandOver;

namespace Holdfast.ChanneldDouble;

/// <summary>u32 length, then so many bytes: the framing of every socket of channeld.</summary>
internal sealed class FrameSocket(UnixSocket socket)
{
    public UnixSocket Socket => socket;

    public byte[]? Read()
    {
        byte[] prefix = new byte[4];
        if (!Fill(prefix))
        {
            return null;
        }

        byte[] frame = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix)];
        return Fill(frame) ? frame : null;
    }

    /// <summary>In two calls, as Core Lightning's daemons write.</summary>
    public void Write(byte[] frame)
    {
        socket.Write(Prefix(frame));
        socket.Write(frame);
    }

    public void WriteHalf(byte[] frame)
    {
        socket.Write(Prefix(frame));
        socket.Write(frame.AsSpan(0, frame.Length / 2));
    }

    private static byte[] Prefix(byte[] frame)
    {
        byte[] prefix = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(prefix, frame.Length);
        return prefix;
    }

    private bool Fill(Span<byte> buffer)
    {
        try
        {
            while (buffer.Length > 0)
            {
                int count = socket.Read(buffer);
                if (count == 0)
                {
                    return false;
                }

                buffer = buffer[count..];
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
