using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>Cuts a message into frames (PROTOCOL.md, "Frames").</summary>
public static class FrameWriter
{
    /// <summary>How many frames a message of this length takes; at least one.</summary>
    public static int Count(int messageLength)
    {
        Check.That(messageLength <= ProtocolLimits.MessageBytesMax, "a message keeps its bound");
        return messageLength == 0 ? 1 : (messageLength + ProtocolLimits.FrameBodyBytesMax - 1) / ProtocolLimits.FrameBodyBytesMax;
    }

    /// <summary>The frame at <paramref name="index"/>, ready for the line.</summary>
    public static byte[] Encode(byte[] message, uint sequence, bool fromDevice, int index)
    {
        int count = Count(message.Length);
        Check.That(index >= 0 && index < count, "the frame is one of the message");
        int offset = index * ProtocolLimits.FrameBodyBytesMax;
        int length = index == count - 1 ? message.Length - offset : ProtocolLimits.FrameBodyBytesMax;
        int flags = (index & Frame.IndexLowMask) | (fromDevice ? Frame.FromDeviceFlag : 0) | (index == count - 1 ? Frame.LastFlag : 0);

        byte[] frame = new byte[Frame.OverheadBytes + length];
        frame[0] = Frame.Marker0;
        frame[1] = Frame.Marker1;
        frame[Frame.FlagsOffset] = (byte)flags;
        WriteU32(frame, Frame.SequenceOffset, sequence);
        int word = ((index >> Frame.IndexLowBits) << Frame.LengthBits) | length;
        frame[Frame.LengthOffset] = (byte)(word >> 8);
        frame[Frame.LengthOffset + 1] = (byte)word;
        frame[Frame.CheckOffset] = Frame.HeaderCheck(frame, 0);
        System.Array.Copy(message, offset, frame, Frame.BodyOffset, length);
        WriteU32(frame, Frame.BodyOffset + length, Frame.BodyCrc(frame, 0, length));
        return frame;
    }

    private static void WriteU32(byte[] bytes, int offset, uint value)
    {
        bytes[offset] = (byte)(value >> 24);
        bytes[offset + 1] = (byte)(value >> 16);
        bytes[offset + 2] = (byte)(value >> 8);
        bytes[offset + 3] = (byte)value;
    }
}
