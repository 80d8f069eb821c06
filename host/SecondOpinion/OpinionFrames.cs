using System.Buffers.Binary;
using Holdfast.Bytes;

namespace Holdfast.SecondOpinion;

/// <summary>A length of four bytes, big-endian, and so many bytes.</summary>
internal static class OpinionFrames
{
    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="EndOfStreamException">The stream ends inside a frame.</exception>
    /// <exception cref="MalformedException">Longer than any frame.</exception>
    public static byte[]? Read(Stream stream)
    {
        byte[] head = new byte[4];
        int read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        uint length = read == head.Length ? BinaryPrimitives.ReadUInt32BigEndian(head) : throw new EndOfStreamException("the stream ends inside a frame");
        byte[] frame = new byte[length <= OpinionCodec.FrameBytesMax ? length : throw new MalformedException("a frame longer than any")];
        stream.ReadExactly(frame);
        return frame;
    }

    public static void Write(Stream stream, byte[] frame)
    {
        byte[] bytes = new byte[4 + frame.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)frame.Length);
        frame.CopyTo(bytes, 4);
        stream.Write(bytes);
        stream.Flush();
    }
}
