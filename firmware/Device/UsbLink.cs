using System;
using Holdfast.Hardware;
using Holdfast.Native;

namespace Holdfast.Device;

/// <summary>The signer's line on the chip's own USB, in an image with natives whose debugger and console do not use it. One cable is enough then.</summary>
public sealed class UsbLink : ILink
{
    private const int WaitingBytesMax = 256;

    private readonly EntropyPool _pool;

    // The driver does not say how much has come, so a little is fetched ahead.
    private readonly byte[] _waiting = new byte[WaitingBytesMax];
    private int _first;
    private int _count;

    private UsbLink(EntropyPool pool)
    {
        _pool = pool;
    }

    public int Available
    {
        get
        {
            if (_count == 0)
            {
                _first = 0;
                _count = NativeCalls.ReadLine(_waiting, 0, WaitingBytesMax);
            }

            return _count;
        }
    }

    /// <summary>The line, or null: a stock image, a chip without its own USB, or one that somebody else uses.</summary>
    public static ILink Open(int receiveBytes, EntropyPool pool)
    {
        return NativeCurve.Exists() && NativeCalls.OpenLine(receiveBytes) ? new UsbLink(pool) : null;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int read = Available < count ? Available : count;
        Array.Copy(_waiting, _first, buffer, offset, read);
        _first += read;
        _count -= read;
        _pool.StirTime();
        return read;
    }

    public void Write(byte[] buffer, int offset, int count)
    {
        // What nobody fetches is as good as lost on the cable: the host will ask again.
        NativeCalls.WriteLine(buffer, offset, count);
    }
}
