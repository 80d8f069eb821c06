using System;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// An input of a wallet transaction with everything to sign it, derived here: the script that it spends, what its signature commits to, and the
/// secret. A foreign input has no secret and is taken as the request describes it.
/// </summary>
public sealed class WalletInput
{
    public readonly TransactionInput Input;
    public readonly bool IsOurs;

    private readonly byte[] _secret;
    private readonly byte[] _scriptCode;

    private WalletInput(TransactionInput input, byte[] secret, byte[] scriptCode)
    {
        Input = input;
        IsOurs = secret != null;
        _secret = secret;
        _scriptCode = scriptCode;
    }

    public static WalletInput Of(SignerContext signer, WalletInputFields fields)
    {
        switch (fields.Kind)
        {
            case WalletInputKind.Foreign:
                return new WalletInput(Spend(fields, fields.Script), null, null);
            case WalletInputKind.P2wpkh:
            case WalletInputKind.P2tr:
            case WalletInputKind.P2shP2wpkh:
                return OfWallet(signer, fields);
            default:
                return OfChannel(signer, fields);
        }
    }

    /// <summary>Our signature; ECDSA over all, or BIP 340 with the default type. The secret is overwritten.</summary>
    public WalletSignatureFields Sign(SignerContext signer, WalletTransaction transaction, int index)
    {
        WalletSignatureFields signature = new WalletSignatureFields();
        signature.InputIndex = (ushort)index;
        signature.IsSchnorr = _scriptCode == null;
        signature.Signature = signature.IsSchnorr
            ? signer.Curve.SignSchnorr(transaction.Bip341Sighash(index), _secret, new byte[32])
            : signer.Curve.SignPsbt(transaction.Bip143Sighash(index, _scriptCode, Bip143.All), _secret);
        Array.Clear(_secret, 0, _secret.Length);
        return signature;
    }

    private static WalletInput OfWallet(SignerContext signer, WalletInputFields fields)
    {
        byte[] secret = signer.Tree.WalletSecret(Keys.RequireIndex(fields.KeyIndex));
        byte[] key = signer.Curve.PublicKey(secret);
        if (fields.Kind == WalletInputKind.P2tr)
        {
            byte[] tweaked = signer.Curve.TaprootSecret(secret, new byte[0]);
            Array.Clear(secret, 0, secret.Length);
            return new WalletInput(Spend(fields, WalletScripts.Taproot(signer, key)), tweaked, null);
        }

        byte[] script = fields.Kind == WalletInputKind.P2wpkh ? Scripts.PayToWitnessKey(key) : WalletScripts.ScriptHash(key);
        return new WalletInput(Spend(fields, script), secret, Scripts.KeyScriptCode(key));
    }

    // The output of a peer's commitment that pays us, or our anchor.
    private static WalletInput OfChannel(SignerContext signer, WalletInputFields fields)
    {
        HolderKeys keys = signer.KeysOf(Keys.RequirePoint(signer, fields.Peer), fields.Dbid);
        if (fields.Kind == WalletInputKind.HolderAnchor)
        {
            byte[] anchor = Scripts.Anchor(keys.FundingKey);
            return new WalletInput(Spend(fields, Scripts.PayToWitnessScript(anchor)), new ByteReader(keys.Secrets.Funding).Rest(), anchor);
        }

        byte[] secret = new ByteReader(keys.Secrets.Payment).Rest();
        byte[] key = keys.Basepoints.Payment;
        if (fields.CommitmentPoint != null)
        {
            // A channel from before option_static_remotekey.
            byte[] point = Keys.RequirePoint(signer, fields.CommitmentPoint);
            Array.Clear(secret, 0, secret.Length);
            secret = KeyDerivation.Secret(signer.Curve, keys.Secrets.Payment, key, point);
            key = signer.Curve.PublicKey(secret);
        }

        if (fields.Kind == WalletInputKind.ToRemote)
        {
            return new WalletInput(Spend(fields, Scripts.PayToWitnessKey(key)), secret, Scripts.KeyScriptCode(key));
        }

        byte[] witnessScript = ToRemote(key, fields.DelayBlocks);
        return new WalletInput(Spend(fields, Scripts.PayToWitnessScript(witnessScript)), secret, witnessScript);
    }

    // to_remote with anchors (BOLT 3): one block of delay, or the rest of a lease: key OP_CHECKSIGVERIFY delay OP_CHECKSEQUENCEVERIFY.
    private static byte[] ToRemote(byte[] key, uint delayBlocks)
    {
        byte[] delay = Scripts.Number(delayBlocks);
        byte[] script = new byte[36 + delay.Length];
        script[0] = 33;
        Array.Copy(key, 0, script, 1, 33);
        script[34] = 0xad;
        Array.Copy(delay, 0, script, 35, delay.Length);
        script[script.Length - 1] = 0xb2;
        return script;
    }

    private static TransactionInput Spend(WalletInputFields fields, byte[] script)
    {
        return new TransactionInput(fields.Txid, fields.Vout, fields.Sequence, fields.Sat, script);
    }
}
