using System;

namespace Holdfast.Crypto;

/// <summary>SHA-256 (FIPS 180-4) of bytes that come in pieces. One object hashes one message: <see cref="Finish"/> ends it.</summary>
public sealed class Sha256Stream
{
    private readonly ulong[] _state = new ulong[8];
    private readonly byte[] _block = new byte[64];
    private int _used;
    private long _lengthBytes;

    public Sha256Stream()
    {
        _state[0] = 0x6a09e667;
        _state[1] = 0xbb67ae85;
        _state[2] = 0x3c6ef372;
        _state[3] = 0xa54ff53a;
        _state[4] = 0x510e527f;
        _state[5] = 0x9b05688c;
        _state[6] = 0x1f83d9ab;
        _state[7] = 0x5be0cd19;
    }

    public void Update(byte[] data)
    {
        Update(data, 0, data.Length);
    }

    public void Update(byte[] data, int offset, int count)
    {
        _lengthBytes += count;
        if (_used > 0)
        {
            int room = 64 - _used;
            int take = count < room ? count : room;
            Array.Copy(data, offset, _block, _used, take);
            _used += take;
            offset += take;
            count -= take;
            if (_used < 64)
            {
                return;
            }

            Sha256Block.Compress(_state, _block, 0);
            _used = 0;
        }

        while (count >= 64)
        {
            Sha256Block.Compress(_state, data, offset);
            offset += 64;
            count -= 64;
        }

        Array.Copy(data, offset, _block, 0, count);
        _used = count;
    }

    /// <summary>A second stream that has seen the same bytes: hashes that share a beginning pay for it once.</summary>
    public Sha256Stream Fork()
    {
        Sha256Stream fork = new Sha256Stream();
        Array.Copy(_state, 0, fork._state, 0, 8);
        Array.Copy(_block, 0, fork._block, 0, 64);
        fork._used = _used;
        fork._lengthBytes = _lengthBytes;
        return fork;
    }

    /// <summary>The 32-byte hash; wipes what the object remembers of the message.</summary>
    public byte[] Finish()
    {
        _block[_used++] = 0x80;
        if (_used > 56)
        {
            Array.Clear(_block, _used, 64 - _used);
            Sha256Block.Compress(_state, _block, 0);
            _used = 0;
        }

        Array.Clear(_block, _used, 56 - _used);
        long bits = _lengthBytes * 8;
        for (int i = 0; i < 8; i++)
        {
            _block[63 - i] = (byte)(bits >> (8 * i));
        }

        Sha256Block.Compress(_state, _block, 0);
        byte[] hash = new byte[32];
        for (int i = 0; i < 8; i++)
        {
            uint word = (uint)_state[i];
            hash[4 * i] = (byte)(word >> 24);
            hash[4 * i + 1] = (byte)(word >> 16);
            hash[4 * i + 2] = (byte)(word >> 8);
            hash[4 * i + 3] = (byte)word;
        }

        Array.Clear(_state, 0, 8);
        Array.Clear(_block, 0, 64);
        return hash;
    }
}
