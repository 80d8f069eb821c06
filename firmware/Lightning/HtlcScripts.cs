using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// The HTLC witness scripts of one commitment transaction (BOLT 3, Offered/Received HTLC Outputs). All of them begin with the same
/// 64 bytes, exactly one SHA-256 block, which is hashed once per commitment:
/// <code>
/// 76 a9 14 HASH160(revocationpubkey) 87 63 ac 67 21 remote_htlcpubkey 7c 82 01 | 20 87 64 … offered, 20 87 63 … received
/// </code>
/// </summary>
public sealed class HtlcScripts
{
    private const int HeadLength = 64;

    private readonly byte[] _head;
    private readonly byte[] _broadcasterKey;
    private readonly bool _anchors;
    private readonly Sha256Stream _headHash;

    public HtlcScripts(CommitmentKeys keys, bool anchors)
    {
        Check.That(keys.BroadcasterHtlc != null && keys.CountersignatoryHtlc != null, "a commitment with HTLC outputs has HTLC keys");
        byte[] head = new byte[HeadLength];
        head[0] = 0x76;
        head[1] = 0xa9;
        head[2] = 20;
        Array.Copy(Hash160.Of(keys.Revocation), 0, head, 3, 20);
        head[23] = 0x87;
        head[24] = 0x63;
        head[25] = 0xac;
        head[26] = 0x67;
        head[27] = 33;
        Array.Copy(keys.CountersignatoryHtlc, 0, head, 28, 33);
        head[61] = 0x7c;
        head[62] = 0x82;
        head[63] = 0x01;
        _head = head;
        _broadcasterKey = keys.BroadcasterHtlc;
        _anchors = anchors;
        _headHash = new Sha256Stream();
        _headHash.Update(head, 0, HeadLength);
    }

    /// <summary>The script of an HTLC that the broadcaster offered. <paramref name="paymentHash160"/> is RIPEMD160(payment_hash).</summary>
    public byte[] Offered(byte[] paymentHash160)
    {
        byte[] script = Begin(_anchors ? 136 : 133, 0x64);
        script[67] = 0x75;
        script[68] = 0x52;
        script[69] = 0x7c;
        script[70] = 33;
        Array.Copy(_broadcasterKey, 0, script, 71, 33);
        script[104] = 0x52;
        script[105] = 0xae;
        script[106] = 0x67;
        script[107] = 0xa9;
        script[108] = 20;
        Array.Copy(paymentHash160, 0, script, 109, 20);
        script[129] = 0x88;
        script[130] = 0xac;
        End(script, 131);
        return script;
    }

    /// <summary>The script of an HTLC that the broadcaster received; it contains the expiry.</summary>
    public byte[] Received(byte[] paymentHash160, uint expiry)
    {
        byte[] number = Scripts.Number(expiry);
        byte[] script = Begin((_anchors ? 138 : 135) + number.Length, 0x63);
        script[67] = 0xa9;
        script[68] = 20;
        Array.Copy(paymentHash160, 0, script, 69, 20);
        script[89] = 0x88;
        script[90] = 0x52;
        script[91] = 0x7c;
        script[92] = 33;
        Array.Copy(_broadcasterKey, 0, script, 93, 33);
        script[126] = 0x52;
        script[127] = 0xae;
        script[128] = 0x67;
        script[129] = 0x75;
        Array.Copy(number, 0, script, 130, number.Length);
        int p = 130 + number.Length;
        script[p] = 0xb1;
        script[p + 1] = 0x75;
        script[p + 2] = 0xac;
        End(script, p + 3);
        return script;
    }

    /// <summary>The P2WSH output script of a script made here: hashes only what follows the common block.</summary>
    public byte[] PayTo(byte[] script)
    {
        Sha256Stream hash = _headHash.Fork();
        hash.Update(script, HeadLength, script.Length - HeadLength);
        return Scripts.WitnessProgram(0x00, hash.Finish());
    }

    private byte[] Begin(int length, byte branch)
    {
        byte[] script = new byte[length];
        Array.Copy(_head, 0, script, 0, HeadLength);
        script[64] = 0x20;
        script[65] = 0x87;
        script[66] = branch;
        return script;
    }

    // OP_ENDIF [1 OP_CHECKSEQUENCEVERIFY OP_DROP] OP_ENDIF
    private void End(byte[] script, int at)
    {
        script[at] = 0x68;
        if (_anchors)
        {
            script[at + 1] = 0x51;
            script[at + 2] = 0xb2;
            script[at + 3] = 0x75;
        }

        script[script.Length - 1] = 0x68;
    }
}
