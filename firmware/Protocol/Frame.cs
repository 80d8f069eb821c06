using Holdfast.Bytes;

namespace Holdfast.Protocol;

/// <summary>
/// One frame on the wire. A message travels in one to 128 of them; all but the last carry exactly 1024 bytes.
/// <code>
///   0      2       3            7        9        10             10+n      14+n
///   +------+-------+------------+--------+--------+---------------+---------+
///   | A5 5A| flags | sequence   | i, n   | check  | body, n bytes | CRC-32  |
///   +------+-------+------------+--------+--------+---------------+---------+
///   flags: bit 7 from the device, bit 6 last frame of its message, bits 0..2 the low bits of the frame's index
///   i, n: u16; its upper 5 bits are the upper bits of the index, its lower 11 bits the length n
///   check: low byte of the CRC-32 over flags, sequence, i and n: no length is believed before it fits
///   CRC-32: over everything from flags to the end of the body
/// </code>
/// Numbers are big-endian. Messages of up to eight frames look as they did in version 1, so either end can tell the other's version.
/// </summary>
internal static class Frame
{
    public const byte Marker0 = 0xA5;
    public const byte Marker1 = 0x5A;

    public const int FlagsOffset = 2;
    public const int SequenceOffset = 3;
    public const int LengthOffset = 7;
    public const int CheckOffset = 9;
    public const int BodyOffset = 10;
    public const int CrcBytes = 4;
    public const int OverheadBytes = BodyOffset + CrcBytes;
    public const int LengthBytesMax = OverheadBytes + ProtocolLimits.FrameBodyBytesMax;

    public const int FromDeviceFlag = 0x80;
    public const int LastFlag = 0x40;
    public const int IndexLowMask = 0x07;
    public const int IndexLowBits = 3;
    public const int UnknownFlags = 0x38;
    public const int LengthBits = 11;
    public const int LengthMask = 0x7ff;

    public static byte HeaderCheck(byte[] bytes, int start)
    {
        return (byte)Crc32.Of(bytes, start + FlagsOffset, CheckOffset - FlagsOffset);
    }

    public static uint BodyCrc(byte[] bytes, int start, int bodyLength)
    {
        return Crc32.Of(bytes, start + FlagsOffset, BodyOffset - FlagsOffset + bodyLength);
    }
}
