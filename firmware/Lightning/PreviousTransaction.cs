using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// A transaction without witnesses whose outputs are spent: proof of what an outpoint holds, because its id is the hash of these bytes. A host can
/// leave it out, but cannot lie in it.
/// <code>version 4 | inputs, each: outpoint 36, script, sequence 4 | outputs, each: value 8, script | locktime 4</code>
/// Numbers are little-endian.
/// </summary>
public sealed class PreviousTransaction
{
    private readonly byte[] _bytes;
    private int _at;
    private int _firstOutputAt;
    private int _locktimeAt;
    private int _inputs;
    private int _outputs;

    /// <summary>Malformed unless the bytes are the transaction with this id (internal byte order).</summary>
    public PreviousTransaction(byte[] bytes, byte[] txid)
    {
        if (!Check.Same(Sha256.HashTwice(bytes), txid))
        {
            throw new MalformedException("the previous transaction has another id");
        }

        _bytes = bytes;
        Measure();
    }

    /// <summary>Bytes without witnesses.</summary>
    public int Length
    {
        get { return _bytes.Length; }
    }

    public int InputCount
    {
        get { return _inputs; }
    }

    public int OutputCount
    {
        get { return _outputs; }
    }

    public uint Locktime
    {
        get { return U32(_locktimeAt); }
    }

    /// <summary>Which output of a transaction an input spends; -1 when it spends one of another.</summary>
    public long SpentOf(int input, byte[] txid)
    {
        _at = 4;
        Count();
        for (int i = 0; i < input; i++)
        {
            Skip(36);
            Skip(Count());
            Skip(4);
        }

        for (int i = 0; i < txid.Length; i++)
        {
            if (_bytes[_at + i] != txid[i])
            {
                return -1;
            }
        }

        return U32(_at + txid.Length);
    }

    /// <summary>Malformed when there is no such output.</summary>
    public TransactionOutput OutputAt(uint vout)
    {
        if (vout >= (uint)_outputs)
        {
            throw new MalformedException("the previous transaction has no such output");
        }

        _at = _firstOutputAt;
        for (uint i = 0; i < vout; i++)
        {
            _at += 8;
            Skip(Count());
        }

        ulong valueSat = U64(_at);
        _at += 8;
        byte[] script = new byte[Count()];
        Array.Copy(_bytes, _at, script, 0, script.Length);
        return new TransactionOutput(valueSat, script);
    }

    /// <summary>
    /// What a signature (BIP 143, SIGHASH_ALL) of its only input commits to when that input spends this outpoint, of this value and witness script;
    /// null when it spends anything else.
    /// </summary>
    public byte[] Sighash(byte[] txid, uint vout, ulong valueSat, byte[] witnessScript)
    {
        byte[] spent = new byte[32];
        Array.Copy(_bytes, 5, spent, 0, 32);
        if (_inputs != 1 || _bytes[41] != 0 || U32(37) != vout || !Check.Same(spent, txid))
        {
            return null;
        }

        byte[] outputs = new byte[_locktimeAt - _firstOutputAt];
        Array.Copy(_bytes, _firstOutputAt, outputs, 0, outputs.Length);
        uint sequence = U32(42);
        return Bip143.Sighash(U32(0), Bip143.HashOutpoint(txid, vout), Bip143.HashSequence(sequence), txid, vout, witnessScript, valueSat, sequence,
            Sha256.HashTwice(outputs), U32(_locktimeAt), Bip143.All);
    }

    private void Measure()
    {
        _at = 4;
        _inputs = Count();
        for (int i = 0; i < _inputs; i++)
        {
            Skip(36);
            Skip(Count());
            Skip(4);
        }

        _outputs = Count();
        _firstOutputAt = _at;
        for (int i = 0; i < _outputs; i++)
        {
            Skip(8);
            Skip(Count());
        }

        _locktimeAt = _at;
        Skip(4);
        if (_at != _bytes.Length || _inputs == 0)
        {
            throw Broken();
        }
    }

    private void Skip(int count)
    {
        if (count > _bytes.Length - _at)
        {
            throw Broken();
        }

        _at += count;
    }

    // CompactSize; more than fits the bytes is malformed, so the longest forms never occur.
    private int Count()
    {
        Skip(1);
        int first = _bytes[_at - 1];
        if (first < 253)
        {
            return first;
        }

        if (first != 253)
        {
            throw Broken();
        }

        Skip(2);
        return _bytes[_at - 2] | (_bytes[_at - 1] << 8);
    }

    private uint U32(int at)
    {
        return (uint)_bytes[at] | ((uint)_bytes[at + 1] << 8) | ((uint)_bytes[at + 2] << 16) | ((uint)_bytes[at + 3] << 24);
    }

    private ulong U64(int at)
    {
        return U32(at) | ((ulong)U32(at + 4) << 32);
    }

    private static MalformedException Broken()
    {
        return new MalformedException("the previous transaction cannot be read");
    }
}
