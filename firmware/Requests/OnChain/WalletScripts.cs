using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The output scripts of the wallet's keys. A host may claim that a script is the wallet's; the device derives whether it is.</summary>
public static class WalletScripts
{
    private const int WitnessKeyLength = 22;
    private const int TaprootLength = 34;
    private const int ScriptHashLength = 23;

    /// <summary>True when the script pays to the wallet key with this index, in any of the three forms that the wallet uses.</summary>
    public static bool IsOurs(SignerContext signer, byte[] script, uint keyIndex)
    {
        KeyValidation.RequireIndex(keyIndex);
        WalletRules.RequirePath(keyIndex, signer.Limits);
        if (script.Length != WitnessKeyLength && script.Length != TaprootLength && script.Length != ScriptHashLength)
        {
            return false;
        }

        byte[] secret = signer.Tree.WalletSecret(keyIndex);
        byte[] key = signer.Curve.PublicKey(secret);
        Array.Clear(secret, 0, secret.Length);
        byte[] expected = script.Length == WitnessKeyLength ? Scripts.PayToWitnessKey(key)
            : script.Length == TaprootLength ? Taproot(signer, key)
            : ScriptHash(key);
        return Check.Same(script, expected);
    }

    /// <summary>True when every output names a wallet key and pays to it.</summary>
    public static bool AreOurs(SignerContext signer, WalletOutputFields[] outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!outputs[i].HasKeyIndex || !IsOurs(signer, outputs[i].Script, outputs[i].KeyIndex))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>P2TR of a key without script tree (BIP 86).</summary>
    public static byte[] Taproot(SignerContext signer, byte[] key)
    {
        byte[] internalKey = new byte[32];
        Array.Copy(key, 1, internalKey, 0, 32);
        return Scripts.PayToTaproot(signer.Curve.TaprootOutputKey(internalKey, new byte[0]));
    }

    /// <summary>P2WPKH inside P2SH: OP_HASH160 of the witness script, OP_EQUAL.</summary>
    public static byte[] ScriptHash(byte[] key)
    {
        byte[] script = new byte[ScriptHashLength];
        script[0] = 0xa9;
        script[1] = 20;
        Array.Copy(Hash160.Of(Scripts.PayToWitnessKey(key)), 0, script, 2, 20);
        script[22] = 0x87;
        return script;
    }
}
