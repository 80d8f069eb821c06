using Holdfast.Hardware;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// The wires at a simulated device: two queues with the manners of the chip's serial driver. When the receive buffer is full, everything in it is
/// thrown away; without power nothing comes and nothing goes.
/// </summary>
public sealed class SimulatedLink(int receiveBytesMax) : ILink
{
    private readonly object _gate = new();
    private readonly Queue<byte> _toDevice = new();
    private readonly Queue<byte> _toHost = new();
    private bool _hasPower = true;

    public int Available
    {
        get
        {
            lock (_gate)
            {
                return _toDevice.Count;
            }
        }
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            return Dequeue(_toDevice, buffer.AsSpan(offset, count));
        }
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        lock (_gate)
        {
            Enqueue(_toHost, buffer.AsSpan(offset, count));
        }
    }

    /// <summary>Bytes that arrive at the device.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            Enqueue(_toDevice, bytes);
            if (_toDevice.Count > receiveBytesMax)
            {
                _toDevice.Clear();
            }
        }
    }

    /// <summary>Takes what the device has sent; 0 when there is nothing.</summary>
    public int Send(Span<byte> buffer)
    {
        lock (_gate)
        {
            return Dequeue(_toHost, buffer);
        }
    }

    /// <summary>Power is cut or back; what was on its way is lost either way.</summary>
    internal void SetPower(bool isOn)
    {
        lock (_gate)
        {
            _hasPower = isOn;
            _toDevice.Clear();
            _toHost.Clear();
        }
    }

    private void Enqueue(Queue<byte> queue, ReadOnlySpan<byte> bytes)
    {
        if (!_hasPower)
        {
            return;
        }

        foreach (byte value in bytes)
        {
            queue.Enqueue(value);
        }
    }

    private static int Dequeue(Queue<byte> queue, Span<byte> buffer)
    {
        int count = Math.Min(queue.Count, buffer.Length);
        for (int i = 0; i < count; i++)
        {
            buffer[i] = queue.Dequeue();
        }

        return count;
    }
}
