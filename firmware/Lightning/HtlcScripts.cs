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
    // Where the two kinds differ, and where their variable parts are.
    internal const int BranchAt = 66;
    internal const int OfferedHashAt = 109;
    internal const int ReceivedHashAt = 69;
    internal const int ExpiryAt = 130;

    private const int HeadLength = 64;

    private readonly byte[] _head;
    private readonly byte[] _broadcasterKey;
    private readonly bool _anchors;
    private readonly Sha256Stream _headHash;

    public HtlcScripts(CommitmentKeys keys, bool anchors)
    {
        Check.That(keys.BroadcasterHtlc != null && keys.CountersignatoryHtlc != null, "a commitment with HTLC outputs has HTLC keys");
        byte[] head = new byte[HeadLength];
        head[0] = Opcode.Dup;
        head[1] = Opcode.Hash160;
        head[2] = 20;
        Array.Copy(Hash160.Of(keys.Revocation), 0, head, 3, 20);
        head[23] = Opcode.Equal;
        head[24] = Opcode.If;
        head[25] = Opcode.CheckSig;
        head[26] = Opcode.Else;
        head[27] = 33;
        Array.Copy(keys.CountersignatoryHtlc, 0, head, 28, 33);
        head[61] = Opcode.Swap;
        head[62] = Opcode.Size;
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
        byte[] script = Begin(_anchors ? 136 : 133, Opcode.NotIf);
        script[67] = Opcode.Drop;
        script[68] = Opcode.Op2;
        script[69] = Opcode.Swap;
        script[70] = 33;
        Array.Copy(_broadcasterKey, 0, script, 71, 33);
        script[104] = Opcode.Op2;
        script[105] = Opcode.CheckMultisig;
        script[106] = Opcode.Else;
        script[107] = Opcode.Hash160;
        script[108] = 20;
        Array.Copy(paymentHash160, 0, script, OfferedHashAt, 20);
        script[129] = Opcode.EqualVerify;
        script[130] = Opcode.CheckSig;
        End(script, 131);
        return script;
    }

    /// <summary>The script of an HTLC that the broadcaster received; it contains the expiry.</summary>
    public byte[] Received(byte[] paymentHash160, uint expiry)
    {
        byte[] number = Scripts.Number(expiry);
        byte[] script = Begin((_anchors ? 138 : 135) + number.Length, Opcode.If);
        script[67] = Opcode.Hash160;
        script[68] = 20;
        Array.Copy(paymentHash160, 0, script, ReceivedHashAt, 20);
        script[89] = Opcode.EqualVerify;
        script[90] = Opcode.Op2;
        script[91] = Opcode.Swap;
        script[92] = 33;
        Array.Copy(_broadcasterKey, 0, script, 93, 33);
        script[126] = Opcode.Op2;
        script[127] = Opcode.CheckMultisig;
        script[128] = Opcode.Else;
        script[129] = Opcode.Drop;
        Array.Copy(number, 0, script, ExpiryAt, number.Length);
        int p = ExpiryAt + number.Length;
        script[p] = Opcode.CheckLocktimeVerify;
        script[p + 1] = Opcode.Drop;
        script[p + 2] = Opcode.CheckSig;
        End(script, p + 3);
        return script;
    }

    /// <summary>The P2WSH output script of a script made here: hashes only what follows the common block.</summary>
    public byte[] PayTo(byte[] script)
    {
        Sha256Stream hash = _headHash.Fork();
        hash.Update(script, HeadLength, script.Length - HeadLength);
        return Scripts.WitnessProgram(Opcode.Op0, hash.Finish());
    }

    private byte[] Begin(int length, byte branch)
    {
        byte[] script = new byte[length];
        Array.Copy(_head, 0, script, 0, HeadLength);
        script[64] = 0x20;
        script[65] = Opcode.Equal;
        script[BranchAt] = branch;
        return script;
    }

    // OP_ENDIF [1 OP_CHECKSEQUENCEVERIFY OP_DROP] OP_ENDIF
    private void End(byte[] script, int at)
    {
        script[at] = Opcode.EndIf;
        if (_anchors)
        {
            script[at + 1] = Opcode.Op1;
            script[at + 2] = Opcode.CheckSequenceVerify;
            script[at + 3] = Opcode.Drop;
        }

        script[script.Length - 1] = Opcode.EndIf;
    }
}
