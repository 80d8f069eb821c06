using System;
using System.IO.Ports;
using Holdfast.Hardware;
using Holdfast.Protocol;

namespace Holdfast.Device;

/// <summary>
/// The signer's line: a UART through System.IO.Ports. The driver's receive buffer holds the largest message with all its frames, because a full
/// buffer throws away everything in it. Nothing here waits for a byte that may not come.
/// </summary>
public sealed class SerialLink : ILink
{
    /// <summary>The driver may throw its buffer away between the question and the read; then the read must come back.</summary>
    private const int ReadTimeoutMs = 20;

    private const int WriteTimeoutMs = 2000;

    private readonly SerialPort _port;
    private readonly EntropyPool _pool;

    /// <summary>A frame's overhead, per 1024 bytes, rounded up.</summary>
    private const int FrameOverheadBytes = 16;

    /// <summary>A repeated frame, and some.</summary>
    private const int SpareBytes = 1280;

    /// <summary>Opens the port. Throws when the debugger sits on it (README.md of the board: which connector is whose).</summary>
    public SerialLink(string portName, int baud, int messageBytesMax, EntropyPool pool)
    {
        _pool = pool;
        _port = new SerialPort(portName, baud, Parity.None, 8, StopBits.One);
        _port.Handshake = Handshake.None;
        _port.ReadBufferSize = ReceiveBytes(messageBytesMax);
        _port.ReadTimeout = ReadTimeoutMs;
        _port.WriteTimeout = WriteTimeoutMs;
        _port.Open();
    }

    /// <summary>The buffer of a line on which the longest message comes with all its frames.</summary>
    public static int ReceiveBytes(int messageBytesMax)
    {
        return messageBytesMax + ((messageBytesMax / ProtocolLimits.FrameBodyBytesMax) * FrameOverheadBytes) + SpareBytes;
    }

    public int Available
    {
        get { return _port.BytesToRead; }
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            int read = _port.Read(buffer, offset, count);
            _pool.StirTime();
            return read;
        }
        catch (TimeoutException)
        {
            // An overflow emptied the buffer in between: the host will ask again.
            return 0;
        }
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            _port.Write(buffer, offset, count);
        }
        catch (TimeoutException)
        {
            // Nobody takes the bytes: as good as lost on the cable, the host will ask again.
        }
    }
}
