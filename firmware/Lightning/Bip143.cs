using System;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// The hash that a version 0 witness signature commits to (BIP 143):
/// <code>
/// version 4 | hashPrevouts 32 | hashSequence 32 | outpoint 36 | scriptCode | value 8 | sequence 4 | hashOutputs 32 | locktime 4 | type 4
/// </code>
/// Hashes inside are double SHA-256; txids are in internal byte order.
/// </summary>
public static class Bip143
{
    /// <summary>SIGHASH_ALL.</summary>
    public const byte All = 0x01;

    /// <summary>SIGHASH_SINGLE | SIGHASH_ANYONECANPAY: the peer's signature on HTLC transactions of anchor channels.</summary>
    public const byte SingleAnyoneCanPay = 0x83;

    // hashPrevouts and hashSequence are zero under SINGLE|ANYONECANPAY, so the first block of every such hash is the same.
    private static Sha256Stream s_anyoneCanPayHead;

    /// <summary>hashPrevouts of a transaction with one input.</summary>
    public static byte[] HashOutpoint(byte[] txid, uint vout)
    {
        byte[] bytes = new byte[36];
        Array.Copy(txid, 0, bytes, 0, 32);
        TransactionWriter.PutU32(bytes, 32, vout);
        return Sha256.HashTwice(bytes);
    }

    /// <summary>hashSequence of a transaction with one input.</summary>
    public static byte[] HashSequence(uint sequence)
    {
        byte[] bytes = new byte[4];
        TransactionWriter.PutU32(bytes, 0, sequence);
        return Sha256.HashTwice(bytes);
    }

    /// <summary>The 32-byte hash to sign. <paramref name="hashPrevouts"/> and <paramref name="hashSequence"/> are null where the type leaves them out (zero).</summary>
    public static byte[] Sighash(uint version, byte[] hashPrevouts, byte[] hashSequence, byte[] txid, uint vout, byte[] scriptCode,
        ulong valueSat, uint sequence, byte[] hashOutputs, uint locktime, byte type)
    {
        int length = 156 + TransactionWriter.CompactSizeLength(scriptCode.Length) + scriptCode.Length;
        TransactionWriter preimage = new TransactionWriter(length);
        preimage.U32(version);
        preimage.Bytes(hashPrevouts != null ? hashPrevouts : new byte[32]);
        preimage.Bytes(hashSequence != null ? hashSequence : new byte[32]);
        preimage.Bytes(txid);
        preimage.U32(vout);
        preimage.Sized(scriptCode);
        preimage.U64(valueSat);
        preimage.U32(sequence);
        preimage.Bytes(hashOutputs);
        preimage.U32(locktime);
        preimage.U32(type);
        byte[] bytes = preimage.Finish();
        if (version != 2 || hashPrevouts != null || hashSequence != null)
        {
            return Sha256.HashTwice(bytes);
        }

        if (s_anyoneCanPayHead == null)
        {
            // Complete before anybody can see it: on a host several threads hash.
            Sha256Stream head = new Sha256Stream();
            head.Update(bytes, 0, 64);
            s_anyoneCanPayHead = head;
        }

        Sha256Stream rest = s_anyoneCanPayHead.Fork();
        rest.Update(bytes, 64, length - 64);
        return Sha256.Hash(rest.Finish());
    }
}
