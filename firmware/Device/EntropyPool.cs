using System;
using Holdfast.Bytes;
using Holdfast.Hardware;
using Holdfast.Native;
using nanoFramework.Hardware.Esp32;

namespace Holdfast.Device;

/// <summary>
/// Random bytes from several sources, none of which is trusted alone. The chip's generator is a true one only while its radio or another noise
/// source is on, which this firmware cannot promise; so its bytes are hashed together with the microsecond at which bytes and button presses
/// came, and with what the pool held before. An image with natives has the noise source switched on and tested, and a source that fails its tests stops the device.
/// Keys moreover take in the host's random bytes (PROTOCOL.md, DrawEntropy).
/// </summary>
public sealed class EntropyPool : IEntropy
{
    private const int PoolBytes = 32;
    private const int TimesMax = 16;

    private readonly IHmac _hmac;
    private readonly Random _generator = new Random();
    private byte[] _pool = new byte[PoolBytes];

    // Times are collected cheaply and hashed only when bytes are drawn: a line at full speed must not pay for them.
    private readonly ulong[] _times = new ulong[TimesMax];
    private int _nextTime;
    private bool _hasMicroseconds = true;
    private readonly bool _hasNoise;

    public EntropyPool(IHmac hmac)
    {
        _hmac = hmac;
        _hasNoise = NativeCurve.Exists();
        _pool = _hmac.Sha256(_pool, Sources());
    }

    /// <summary>Notes this microsecond: something outside of the chip has just happened.</summary>
    public void StirTime()
    {
        _times[_nextTime] ^= (_times[_nextTime] << 7) ^ Now();
        _nextTime = (_nextTime + 1) % TimesMax;
    }

    public void Fill(byte[] buffer)
    {
        byte[] sources = Sources();
        _pool = _hmac.Sha256(_pool, sources);
        byte[] counter = new byte[1];
        for (int offset = 0; offset < buffer.Length; offset += PoolBytes)
        {
            counter[0]++;
            byte[] block = _hmac.Sha256(_pool, counter);
            int count = buffer.Length - offset < PoolBytes ? buffer.Length - offset : PoolBytes;
            Array.Copy(block, 0, buffer, offset, count);
            Array.Clear(block, 0, block.Length);
        }

        // Whoever reads memory later cannot compute what was drawn.
        counter[0] = 0;
        _pool = _hmac.Sha256(_pool, counter);
    }

    // 32 bytes of the chip's generator, the noted times, and now.
    private byte[] Sources()
    {
        StirTime();
        byte[] sources = new byte[PoolBytes + (8 * TimesMax)];
        byte[] hardware = new byte[PoolBytes];
        if (!_hasNoise)
        {
            _generator.NextBytes(hardware);
        }
        else
        {
            Check.That(NativeCalls.Noise(hardware), "the noise source is healthy");
        }

        Array.Copy(hardware, 0, sources, 0, PoolBytes);
        for (int i = 0; i < TimesMax; i++)
        {
            for (int b = 0; b < 8; b++)
            {
                sources[PoolBytes + (8 * i) + b] = (byte)(_times[i] >> (8 * b));
            }
        }

        return sources;
    }

    // Microseconds where the runtime has them; a virtual device only has its calendar.
    private ulong Now()
    {
        if (_hasMicroseconds)
        {
            try
            {
                return HighResTimer.GetCurrent();
            }
            catch (Exception)
            {
                _hasMicroseconds = false;
            }
        }

        return (ulong)DateTime.UtcNow.Ticks;
    }
}
