namespace Holdfast.DeviceLink;

/// <summary>One request between its first attempt and its end: what the client knows about how far it came.</summary>
internal sealed class HeldRequest(byte[] message, uint sequence, Asker asker) : IDisposable
{
    /// <summary>
    /// A device that is plugged in again during a request has rebooted once. One that reboots this often, or answers with what cannot be read, is
    /// brought down by the request itself.
    /// </summary>
    private const int BreakdownsMax = 5;

    private readonly CancellationTokenSource _away = new();
    private int? _sentUnder;
    private int _breakdowns;
    private bool _isAway;

    public byte[] Message => message;

    public uint Sequence => sequence;

    /// <summary>A byte of it may have reached the device.</summary>
    public bool WasSent { get; private set; }

    /// <summary>Fires when the device was away for longer than the asker waits.</summary>
    public CancellationToken AwayTooLong => _away.Token;

    /// <exception cref="RequestWithdrawnException">Nobody wants it, and the device never saw it.</exception>
    public void RequireWanted()
    {
        if (!WasSent && asker.IsGone())
        {
            throw new RequestWithdrawnException();
        }
    }

    /// <summary>The next bytes on the line are this request's, to the device as it was started this time.</summary>
    /// <param name="boot">How often the device was seen to start anew.</param>
    /// <exception cref="RequestBreaksDeviceException">The device was rebooted once more since the last time.</exception>
    public void Sending(int boot)
    {
        if (_sentUnder != null && _sentUnder != boot)
        {
            Broken();
        }

        _sentUnder = boot;
        WasSent = true;
    }

    /// <summary>The line took not even the first byte.</summary>
    /// <param name="wasSent">What <see cref="WasSent"/> was before.</param>
    public void NotSent(bool wasSent) => WasSent = wasSent;

    /// <summary>The device was brought down, or its answer cannot be read.</summary>
    public void Broken()
    {
        if (++_breakdowns >= BreakdownsMax)
        {
            throw new RequestBreaksDeviceException(_breakdowns);
        }
    }

    public void DeviceIsAway()
    {
        if (!_isAway && asker.AwayMax is TimeSpan patience)
        {
            _away.CancelAfter(patience);
        }

        _isAway = true;
    }

    public void DeviceIsBack()
    {
        if (_isAway)
        {
            _away.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        _isAway = false;
    }

    public void Dispose() => _away.Dispose();
}
