using Holdfast.DeviceLink;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.DeviceLink;

internal enum LineFault
{
    None,
    Drop,
    Duplicate,
    Reorder,
    Corrupt,
    Truncate,
    Split,
    Stall,
    Garbage,
    HangUp,
    Reboot,
}

/// <summary>A cable that does to whole bursts, in both directions, what cables do. Which fault hits which burst comes from a seed.</summary>
internal sealed class FaultyTransport(SimulatedDevice device, Random random, LineFault[] faults, double rate) : ITransport
{
    private readonly InProcessTransport _inner = new(device);
    private readonly Queue<byte[]> _toHost = new();
    private byte[]? _heldToDevice;
    private byte[]? _heldToHost;
    private bool _isBroken;

    public string Name => "faulty";

    public int FaultsDone { get; private set; }

    public void Open(CancellationToken cancellation = default)
    {
        _inner.Open(cancellation);
        _toHost.Clear();
        _heldToDevice = null;
        _heldToHost = null;
        _isBroken = false;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        RequireWhole();
        byte[] burst = bytes.ToArray();
        foreach (byte[] part in Harm(burst, ref _heldToDevice, isToDevice: true))
        {
            _inner.Write(part);
        }
    }

    public int Read(Span<byte> buffer, int timeoutMs)
    {
        RequireWhole();
        byte[] burst = new byte[buffer.Length];
        int count = _inner.Read(burst, timeoutMs);
        if (count > 0)
        {
            foreach (byte[] part in Harm(burst[..count], ref _heldToHost, isToDevice: false))
            {
                _toHost.Enqueue(part);
            }
        }

        if (_toHost.Count == 0)
        {
            return 0;
        }

        byte[] next = _toHost.Dequeue();
        int taken = Math.Min(next.Length, buffer.Length);
        next.AsSpan(0, taken).CopyTo(buffer);
        if (taken < next.Length)
        {
            byte[][] rest = [next[taken..], .. _toHost];
            _toHost.Clear();
            foreach (byte[] part in rest)
            {
                _toHost.Enqueue(part);
            }
        }

        return taken;
    }

    public void Close() => _inner.Close();

    public void Dispose() => Close();

    private IEnumerable<byte[]> Harm(byte[] burst, ref byte[]? held, bool isToDevice)
    {
        List<byte[]> result = [];
        LineFault fault = random.NextDouble() < rate ? faults[random.Next(faults.Length)] : LineFault.None;
        FaultsDone += fault == LineFault.None ? 0 : 1;
        int cut = random.Next(burst.Length);
        switch (fault)
        {
            case LineFault.Drop:
                break;
            case LineFault.Duplicate:
                result.Add(burst);
                result.Add(burst);
                break;
            case LineFault.Reorder:
                // Comes behind the next burst of this direction.
                (held, burst) = (burst, held ?? []);
                result.Add(burst);
                return result;
            case LineFault.Corrupt:
                burst[cut] ^= (byte)(1 << random.Next(8));
                result.Add(burst);
                break;
            case LineFault.Truncate:
                result.Add(burst[..cut]);
                break;
            case LineFault.Split:
                result.Add(burst[..cut]);
                result.Add(burst[cut..]);
                break;
            case LineFault.Stall:
                result.Add(burst[..cut]);
                if (isToDevice)
                {
                    _inner.Write(burst[..cut]);
                    result.Clear();
                    for (int i = 0; i < 3; i++)
                    {
                        device.Step();
                        device.Clock.Advance(150);
                    }
                }

                result.Add(burst[cut..]);
                break;
            case LineFault.Garbage:
                byte[] noise = new byte[random.Next(1, 1500)];
                random.NextBytes(noise);
                noise[random.Next(noise.Length)] = 0xA5;
                result.Add(noise);
                result.Add(burst);
                break;
            case LineFault.HangUp:
                _isBroken = true;
                break;
            case LineFault.Reboot:
                device.Reboot();
                break;
            default:
                result.Add(burst);
                break;
        }

        if (held != null)
        {
            result.Add(held);
            held = null;
        }

        return result;
    }

    private void RequireWhole()
    {
        if (_isBroken)
        {
            throw new IOException("the cable was pulled");
        }
    }
}
