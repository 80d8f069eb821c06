using System.Buffers.Binary;
using Holdfast.HandOver;

namespace Holdfast.HsmdBridge;

/// <summary>
/// hsmd's framing on a socket: a u32 length (big-endian), then the message. Memory grows with the bytes that really arrive, whatever the length
/// says.
/// </summary>
internal sealed class HsmdConnection(UnixSocket socket) : IDisposable
{
    /// <summary>Far above any real request: a commitment with 483 HTLCs each way is a third of a megabyte.</summary>
    public const int MessageBytesMax = 1 << 24;

    private const int GrowBytes = 1 << 16;

    private readonly byte[] _prefix = new byte[4];

    public UnixSocket Socket => socket;

    /// <summary>The next message; null at the end of the stream, also in the middle of a message.</summary>
    /// <param name="passed">Takes the sockets that came with it; null when nothing but a message is wanted.</param>
    /// <exception cref="InvalidDataException">A length that no message has.</exception>
    public byte[]? Read(List<UnixSocket>? passed = null)
    {
        if (!Fill(_prefix, passed))
        {
            return null;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_prefix);
        if (length is < 2 or > MessageBytesMax)
        {
            throw new InvalidDataException("frame of " + length + " bytes");
        }

        byte[] message = new byte[Math.Min((int)length, GrowBytes)];
        int filled = 0;
        while (true)
        {
            if (!Fill(message.AsSpan(filled)))
            {
                return null;
            }

            filled = message.Length;
            if (filled == length)
            {
                return message;
            }

            Array.Resize(ref message, Math.Min((int)length, filled * 2));
        }
    }

    /// <summary>Writes a whole frame in one go, so that nothing can come between length and message.</summary>
    public void Write(byte[] message)
    {
        byte[] frame = new byte[4 + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)message.Length);
        message.CopyTo(frame, 4);
        socket.Write(frame);
    }

    public void Dispose() => socket.Dispose();

    private bool Fill(Span<byte> buffer, List<UnixSocket>? passed = null)
    {
        while (buffer.Length > 0)
        {
            int count;
            try
            {
                count = passed == null ? socket.Read(buffer) : socket.Read(buffer, passed);
            }
            catch (IOException)
            {
                // The other end reset the connection: as good as closed.
                return false;
            }

            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
        }

        return true;
    }
}
