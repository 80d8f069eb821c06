using System;
using Holdfast.Bytes;
using Holdfast.Crypto;

namespace Holdfast.Lightning;

/// <summary>
/// The scripts of BOLT 3 and the output scripts that commit to them, byte for byte. Keys are 33 bytes compressed. HTLC scripts, of which a
/// commitment has many, are in <see cref="HtlcScripts"/>.
/// </summary>
public static class Scripts
{
    /// <summary>Funding output: 2 &lt;key&gt; &lt;key&gt; 2 OP_CHECKMULTISIG with the lexicographically lesser key first. 71 bytes.</summary>
    public static byte[] Funding(byte[] oneKey, byte[] otherKey)
    {
        bool swap = Compare(oneKey, otherKey) > 0;
        byte[] script = new byte[71];
        script[0] = Opcode.Op2;
        script[1] = 33;
        Array.Copy(swap ? otherKey : oneKey, 0, script, 2, 33);
        script[35] = 33;
        Array.Copy(swap ? oneKey : otherKey, 0, script, 36, 33);
        script[69] = Opcode.Op2;
        script[70] = Opcode.CheckMultisig;
        return script;
    }

    /// <summary>
    /// to_local, and the output of every HTLC transaction:
    /// OP_IF revocationpubkey OP_ELSE to_self_delay OP_CHECKSEQUENCEVERIFY OP_DROP local_delayedpubkey OP_ENDIF OP_CHECKSIG.
    /// </summary>
    public static byte[] ToLocal(byte[] revocationKey, int toSelfDelayBlocks, byte[] delayedKey)
    {
        byte[] delay = Number((uint)toSelfDelayBlocks);
        byte[] script = new byte[74 + delay.Length];
        script[0] = Opcode.If;
        script[1] = 33;
        Array.Copy(revocationKey, 0, script, 2, 33);
        script[35] = Opcode.Else;
        Array.Copy(delay, 0, script, 36, delay.Length);
        int p = 36 + delay.Length;
        script[p] = Opcode.CheckSequenceVerify;
        script[p + 1] = Opcode.Drop;
        script[p + 2] = 33;
        Array.Copy(delayedKey, 0, script, p + 3, 33);
        script[p + 36] = Opcode.EndIf;
        script[p + 37] = Opcode.CheckSig;
        return script;
    }

    /// <summary>to_remote with anchors: remotepubkey OP_CHECKSIGVERIFY 1 OP_CHECKSEQUENCEVERIFY. 37 bytes.</summary>
    public static byte[] ToRemoteAnchors(byte[] paymentKey)
    {
        byte[] script = new byte[37];
        script[0] = 33;
        Array.Copy(paymentKey, 0, script, 1, 33);
        script[34] = Opcode.CheckSigVerify;
        script[35] = Opcode.Op1;
        script[36] = Opcode.CheckSequenceVerify;
        return script;
    }

    /// <summary>Anchor: funding_pubkey OP_CHECKSIG OP_IFDUP OP_NOTIF OP_16 OP_CHECKSEQUENCEVERIFY OP_ENDIF. 40 bytes.</summary>
    public static byte[] Anchor(byte[] fundingKey)
    {
        byte[] script = new byte[40];
        script[0] = 33;
        Array.Copy(fundingKey, 0, script, 1, 33);
        script[34] = Opcode.CheckSig;
        script[35] = Opcode.IfDup;
        script[36] = Opcode.NotIf;
        script[37] = Opcode.Op16;
        script[38] = Opcode.CheckSequenceVerify;
        script[39] = Opcode.EndIf;
        return script;
    }

    /// <summary>P2WSH output script of a witness script: 34 bytes.</summary>
    public static byte[] PayToWitnessScript(byte[] witnessScript)
    {
        return WitnessProgram(Opcode.Op0, Sha256.Hash(witnessScript));
    }

    /// <summary>True for any P2WSH output script.</summary>
    public static bool IsPayToWitnessScript(byte[] script)
    {
        return script.Length == 34 && script[0] == Opcode.Op0 && script[1] == 32;
    }

    /// <summary>P2WPKH output script of a public key: 22 bytes.</summary>
    public static byte[] PayToWitnessKey(byte[] publicKey)
    {
        return WitnessProgram(Opcode.Op0, Hash160.Of(publicKey));
    }

    /// <summary>P2TR output script of an x-only output key: 34 bytes.</summary>
    public static byte[] PayToTaproot(byte[] outputKeyX)
    {
        return WitnessProgram(Opcode.Op1, outputKeyX);
    }

    /// <summary>What a signature for a P2WPKH input commits to (BIP 143): the P2PKH script of the same key hash. 25 bytes.</summary>
    public static byte[] KeyScriptCode(byte[] publicKey)
    {
        byte[] script = new byte[25];
        script[0] = Opcode.Dup;
        script[1] = Opcode.Hash160;
        script[2] = 20;
        Array.Copy(Hash160.Of(publicKey), 0, script, 3, 20);
        script[23] = Opcode.EqualVerify;
        script[24] = Opcode.CheckSig;
        return script;
    }

    /// <summary>A number as the script interpreter reads it, pushed in its shortest form.</summary>
    public static byte[] Number(uint value)
    {
        if (value == 0)
        {
            return new byte[] { Opcode.Op0 };
        }

        if (value <= 16)
        {
            return new byte[] { (byte)(Opcode.Op1 - 1 + value) };
        }

        // The highest bit of the last byte is the sign, so a value that needs it takes one more byte.
        int length = value <= 0x7f ? 1 : value <= 0x7fff ? 2 : value <= 0x7fffff ? 3 : value <= 0x7fffffff ? 4 : 5;
        byte[] push = new byte[length + 1];
        push[0] = (byte)length;
        for (int i = 0; i < length && i < 4; i++)
        {
            push[i + 1] = (byte)(value >> (8 * i));
        }

        return push;
    }

    /// <summary>Lexicographic order of byte strings; a prefix comes first. Negative, zero or positive.</summary>
    public static int Compare(byte[] left, byte[] right)
    {
        int count = left.Length < right.Length ? left.Length : right.Length;
        for (int i = 0; i < count; i++)
        {
            int difference = left[i] - right[i];
            if (difference != 0)
            {
                return difference;
            }
        }

        return left.Length - right.Length;
    }

    /// <summary>Version opcode and program of 20 or 32 bytes.</summary>
    public static byte[] WitnessProgram(byte versionOpcode, byte[] program)
    {
        byte[] script = new byte[2 + program.Length];
        script[0] = versionOpcode;
        script[1] = (byte)program.Length;
        Array.Copy(program, 0, script, 2, program.Length);
        return script;
    }
}
