using Holdfast.HandOver;

namespace Holdfast.HsmdBridge.Pumps;

/// <summary>The peer's messages from connectd to channeld: bytes as they come, never held back, and the end of them at once.</summary>
internal sealed class InwardBytes(UnixSocket from, UnixSocket to)
{
    /// <summary>After so many reads others get their turn.</summary>
    private const int ReadsMax = 8;

    private byte[] _rest = [];

    /// <summary>Moves what can be moved without waiting for one of the two sides.</summary>
    /// <param name="buffer">Of the caller, for the moment.</param>
    public Progress Advance(byte[] buffer)
    {
        if (_rest.Length > 0 && Write(_rest) is Progress stuck)
        {
            return stuck;
        }

        for (int reads = 0; reads < ReadsMax; reads++)
        {
            int count = from.TryRead(buffer);
            if (count < 0)
            {
                return Progress.WaitsForBytes;
            }

            if (count == 0)
            {
                to.ShutdownWrite();
                return Progress.Ended;
            }

            if (Write(buffer.AsSpan(0, count)) is Progress full)
            {
                return full;
            }
        }

        return Progress.WaitsForBytes;
    }

    /// <returns>Null when all of it is gone.</returns>
    private Progress? Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = to.TryWrite(bytes);
            if (count < 0)
            {
                return Progress.Ended;
            }

            if (count == 0)
            {
                _rest = bytes.ToArray();
                return Progress.WaitsForRoom;
            }

            bytes = bytes[count..];
        }

        _rest = [];
        return null;
    }
}
