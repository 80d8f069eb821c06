using System;

namespace Holdfast.Crypto;

/// <summary>SHA-256 (FIPS 180-4) of bytes that come in pieces. One object hashes one message: <see cref="Finish"/> ends it.</summary>
public sealed class Sha256Stream
{
    private readonly ulong[] _state = new ulong[8];
    private readonly byte[] _block = new byte[64];
    private int _used;
    private long _lengthBytes; // below 2^37: the device's longest message has 8 KB

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

        byte[] block = _block;
        Array.Clear(block, _used, 60 - _used);
        uint bits = (uint)_lengthBytes << 3;
        block[59] = (byte)(_lengthBytes >> 29);
        block[60] = (byte)(bits >> 24);
        block[61] = (byte)(bits >> 16);
        block[62] = (byte)(bits >> 8);
        block[63] = (byte)bits;
        ulong[] state = _state;
        Sha256Block.Compress(state, block, 0);
        byte[] hash = new byte[32];
        int at = 0;
        for (int i = 0; i < 8; i++)
        {
            uint word = (uint)state[i];
            hash[at++] = (byte)(word >> 24);
            hash[at++] = (byte)(word >> 16);
            hash[at++] = (byte)(word >> 8);
            hash[at++] = (byte)word;
        }

        Array.Clear(_state, 0, 8);
        Array.Clear(_block, 0, 64);
        return hash;
    }
}
