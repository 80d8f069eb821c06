using System.Buffers;
using System.Buffers.Binary;
using Holdfast.HandOver;
using Holdfast.NodeRequests;

namespace Holdfast.HsmdBridge.Pumps;

/// <summary>
/// The peer's messages from channeld to connectd. A frame (u32 length, message) leaves when all of it is there, and what is in it does not matter,
/// except for placeholders: each is replaced by the signature that it stands for, wherever it stands. While that signature is made, the frame is held with
/// everything behind it. Memory grows with the bytes that really came, and is given back when they have left.
/// </summary>
internal sealed class OutwardFrames(UnixSocket from, UnixSocket to, PlaceholderMint mint)
{
    /// <summary>
    /// A message of the peer protocol has 65,535 bytes at most; a batch of commitments for several fundings is one frame with one such message for
    /// each funding. This is room for 32 of the longest kind.
    /// </summary>
    public const int FrameBytesMax = 1 << 21;

    private const int PrefixBytes = 4;
    private const int BufferBytes = 1 << 15;

    private byte[] _buffer = [];
    private int _sent;
    private int _clear;
    private int _filled;

    /// <summary>Why a frame must not leave; empty when there is nothing to tell.</summary>
    public string Trouble { get; private set; } = string.Empty;

    /// <summary>True when bytes of an incomplete or unsent frame are here.</summary>
    public bool HoldsBytes => _sent < _filled;

    /// <summary>Moves what can be moved without waiting for one of the two sides.</summary>
    /// <param name="sign">The signature for a placeholder, which may take its time; null when the frame must not leave.</param>
    /// <param name="readsMax">After so many reads others get their turn.</param>
    public Progress Advance(Func<byte[], byte[]?> sign, int readsMax = int.MaxValue)
    {
        for (int reads = 0; ;)
        {
            while (_sent < _clear)
            {
                int count = to.TryWrite(_buffer.AsSpan(_sent, _clear - _sent));
                if (count <= 0)
                {
                    return count == 0 ? Progress.WaitsForRoom : Progress.Ended;
                }

                _sent += count;
            }

            if (!Clear(sign))
            {
                return Progress.Cut;
            }

            if (_sent < _clear)
            {
                continue;
            }

            if (reads++ == readsMax)
            {
                return Progress.WaitsForBytes;
            }

            MakeRoom();
            int read = from.TryRead(_buffer.AsSpan(_filled));
            if (read <= 0)
            {
                GiveBackWhenEmpty();
                return read < 0 ? Progress.WaitsForBytes : Progress.Ended; // a part of a frame at the end is dropped
            }

            _filled += read;
        }
    }

    /// <summary>Looks at the frames that are complete. What comes before a placeholder leaves before its signature is made.</summary>
    /// <returns>False when a frame must not leave.</returns>
    private bool Clear(Func<byte[], byte[]?> sign)
    {
        while (_filled - _clear >= PrefixBytes)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_clear));
            if (length > FrameBytesMax)
            {
                if (_sent < _clear)
                {
                    return true; // what comes before it leaves first
                }

                Trouble = "channeld sent a frame of " + length + " bytes, which is longer than any message to a peer";
                return false;
            }

            if (_filled - _clear - PrefixBytes < length)
            {
                return true;
            }

            Span<byte> frame = _buffer.AsSpan(_clear + PrefixBytes, (int)length);
            int at = mint.IndexIn(frame);
            if (at >= 0 && _sent < _clear)
            {
                return true;
            }

            for (; at >= 0; at = mint.IndexIn(frame))
            {
                if (!Replace(frame[at..], sign))
                {
                    return false;
                }

                frame = frame[(at + PlaceholderMint.PlaceholderBytes)..];
            }

            _clear += PrefixBytes + (int)length;
        }

        return true;
    }

    private bool Replace(Span<byte> place, Func<byte[], byte[]?> sign)
    {
        if (place.Length < PlaceholderMint.PlaceholderBytes)
        {
            Trouble = "a frame ends in the middle of a placeholder";
            return false;
        }

        place = place[..PlaceholderMint.PlaceholderBytes];
        if (sign(place.ToArray()) is not byte[] signature)
        {
            return false;
        }

        // A signature in the place of a placeholder has its length, so nothing else in the frame moves.
        signature.CopyTo(place);
        return true;
    }

    private void MakeRoom()
    {
        if (_filled < _buffer.Length)
        {
            return;
        }

        int kept = _filled - _sent;
        byte[] buffer = kept < _buffer.Length && _sent > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(Math.Max(BufferBytes, 2 * kept));
        _buffer.AsSpan(_sent, kept).CopyTo(buffer);
        if (buffer != _buffer)
        {
            GiveBack();
            _buffer = buffer;
        }

        _clear -= _sent;
        _sent = 0;
        _filled = kept;
    }

    private void GiveBackWhenEmpty()
    {
        if (!HoldsBytes)
        {
            GiveBack();
            _buffer = [];
            _sent = 0;
            _clear = 0;
            _filled = 0;
        }
    }

    private void GiveBack()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
