using Holdfast.DeviceLink;

namespace Holdfast.SimulatedSigner;

/// <summary>
/// Runs a simulated device behind a real line (a pseudo terminal, a TCP port) on a thread of its own: what `holdfast simulate` is. The host's path to it
/// is the real one, byte for byte.
/// </summary>
public sealed class DeviceServer : IDisposable
{
    private const int WaitMs = 2;

    private readonly SimulatedDevice _device;
    private readonly ITransport _line;
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private volatile bool _bootsAgain;

    /// <param name="line">The device's end; the server owns it from here on.</param>
    public DeviceServer(SimulatedDevice device, ITransport line)
    {
        _device = device;
        _line = line;
        _thread = new Thread(Run) { IsBackground = true, Name = "simulated signer" };
        _thread.Start();
    }

    /// <summary>Somebody always puts the plug back in: a device that lost power boots again at once.</summary>
    public bool BootsAgainAfterCut
    {
        get => _bootsAgain;
        set => _bootsAgain = value;
    }

    /// <summary>What ended the server before it was disposed; null while all is well.</summary>
    public Exception? Failure { get; private set; }

    public void Dispose()
    {
        _isStopping = true;
        _thread.Join();
        _line.Dispose();
    }

    private void Run()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (!_isStopping)
            {
                int count = _line.Read(buffer, WaitMs);
                _device.Link.Receive(buffer.AsSpan(0, count));
                do
                {
                    Send(buffer);
                }
                while (_device.Step());
                Send(buffer);
                if (_bootsAgain && !_device.IsOn)
                {
                    _device.Boot();
                }
            }
        }
        catch (Exception exception)
        {
            // Nobody waits on this thread: the owner of the server looks here.
            Failure = exception;
        }
    }

    private void Send(byte[] buffer)
    {
        for (int count = _device.Link.Send(buffer); count > 0; count = _device.Link.Send(buffer))
        {
            _line.Write(buffer.AsSpan(0, count));
        }
    }
}
