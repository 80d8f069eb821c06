using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// An input of a wallet transaction with everything to sign it, derived here: the script that it spends, what its signature commits to, and the
/// secret. An input without a secret is described by the request, or is a funding of a channel of this device, which the device knows better.
/// </summary>
public sealed class WalletInput
{
    /// <summary>What an anchor holds (BOLT 3).</summary>
    private const ulong AnchorSat = 330;

    // Outpoint and sequence, and the largest witness of a wallet key or channel key in each form; an embedded key's script in the input.
    private const int TaprootWeight = 230;
    private const int KeyWeight = 280;
    private const int EmbeddedKeyWeight = 372;

    public readonly WalletInputKind Kind;

    /// <summary>The transaction that it spends from, when the request showed it; null otherwise. What it says about the output is true.</summary>
    public readonly PreviousTransaction Previous;

    /// <summary>The largest weight with its witness, if it is the owner's.</summary>
    public readonly int Weight;

    private readonly byte[] _secret;
    private readonly byte[] _scriptCode;
    private readonly byte[] _peer;
    private readonly ulong _dbid;
    private TransactionInput _input;
    private Funding _funding;

    private WalletInput(WalletInputFields fields, byte[] script, byte[] redeemScript, byte[] secret, byte[] scriptCode)
    {
        Kind = fields.Kind;
        _peer = fields.Peer;
        _dbid = fields.Dbid;
        Weight = Kind == WalletInputKind.P2tr ? TaprootWeight : Kind == WalletInputKind.P2shP2wpkh ? EmbeddedKeyWeight : KeyWeight;
        _input = new TransactionInput(fields.Txid, fields.Vout, fields.Sequence, fields.Sat, script, redeemScript);
        _secret = secret;
        _scriptCode = scriptCode;
        if (fields.Previous.Length == 0)
        {
            return;
        }

        Previous = new PreviousTransaction(fields.Previous, fields.Txid);
        fields.Previous = null; // a large request is not kept twice
        TransactionOutput spent = Previous.OutputAt(fields.Vout);
        if (spent.ValueSat != fields.Sat || !Check.Same(spent.Script, script))
        {
            throw new MalformedException("the previous transaction says something else about a spent output");
        }
    }

    public TransactionInput Input
    {
        get { return _input; }
    }

    /// <summary>True when the request wants the device's signature on it.</summary>
    public bool IsOurs
    {
        get { return _secret != null; }
    }

    /// <summary>The live funding of a channel of this device that it spends; null for anything else.</summary>
    public Funding Funding
    {
        get { return _funding; }
    }

    /// <summary>True when every txid that depends on it is what it seems: nobody can put a script into this input (BIP 141).</summary>
    public bool IsNativeSegwit
    {
        get
        {
            byte[] script = _input.SpentScript;
            return script.Length >= 4 && script.Length <= 42 && script[1] == script.Length - 2
                && (script[0] == 0 || (script[0] > 0x50 && script[0] <= 0x60));
        }
    }

    /// <summary>True for the holder's anchor with the amount that every anchor has.</summary>
    public bool IsAnchor
    {
        get { return Kind == WalletInputKind.HolderAnchor && _input.ValueSat == AnchorSat; }
    }

    public static WalletInput Of(SignerContext signer, WalletInputFields fields)
    {
        switch (fields.Kind)
        {
            case WalletInputKind.Foreign:
            case WalletInputKind.HolderHtlc:
                return new WalletInput(fields, fields.Script, null, null, null);
            case WalletInputKind.P2wpkh:
            case WalletInputKind.P2tr:
            case WalletInputKind.P2shP2wpkh:
                return OfWallet(signer, fields);
            default:
                return OfChannel(signer, fields);
        }
    }

    /// <summary>It spends this funding: what the device knows takes the place of what the request said.</summary>
    public void Spends(Funding funding, byte[] script)
    {
        if (IsOurs)
        {
            throw new MalformedException("the funding of a channel is no wallet input");
        }

        _funding = funding;
        _input = new TransactionInput(_input.Txid, _input.Vout, _input.Sequence, funding.ValueSat, script, null);
    }

    /// <summary>True when this script is the delayed output of the current commitment of the input's channel, or of its successor.</summary>
    public bool PaysDelayed(SignerContext signer, byte[] script)
    {
        Channel channel = OwnChannel(signer);
        for (uint ahead = 0; channel != null && ahead < 2; ahead++)
        {
            CommitmentKeys keys = signer.KeysOf(channel).OfHolder(channel.HolderRevokedCount + ahead, channel.Terms.CounterpartyBasepoints, false);
            if (Check.Same(script, Scripts.PayToWitnessScript(
                Scripts.ToLocal(keys.Revocation, channel.Terms.HolderDelayBlocks, keys.BroadcasterDelayed))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when the transaction that it spends from is a holder commitment that was signed to be broadcast, or one of the peer's. Theirs are not
    /// remembered as transactions; but whatever spends a funding alone needs a signature of the device, and of all that the device signs only a splice may be larger than
    /// a commitment, and is known.
    /// </summary>
    public bool IsOfCommitment(SignerContext signer)
    {
        Channel channel = OwnChannel(signer);
        for (int i = 0; channel != null && i < channel.Fundings.Length; i++)
        {
            Funding funding = channel.Fundings[i];
            byte[] sighash = Previous.Sighash(funding.Txid, funding.Vout, funding.ValueSat,
                Scripts.Funding(signer.KeysOf(channel).FundingKey, funding.CounterpartyFundingKey));
            if (sighash == null)
            {
                continue;
            }

            if (funding.HolderCurrent != null && Check.Same(funding.HolderCurrent.Sighash, sighash))
            {
                return channel.IsCurrentSigned;
            }

            if (funding.HolderPending != null && Check.Same(funding.HolderPending.Sighash, sighash))
            {
                return channel.IsPendingSigned;
            }

            return !funding.IsRetired && channel.SignedCount != 0 && channel.IndexOfTransaction(_input.Txid) < 0;
        }

        return false;
    }

    /// <summary>The device's signature; ECDSA over all, or BIP 340 with the default type. The secret is overwritten.</summary>
    public WalletSignatureFields Sign(SignerContext signer, WalletTransaction transaction, int index)
    {
        WalletSignatureFields signature = new WalletSignatureFields();
        signature.InputIndex = (ushort)index;
        signature.IsSchnorr = _scriptCode == null;
        signature.Signature = signature.IsSchnorr
            ? signer.Curve.SignSchnorr(transaction.Bip341Sighash(index), _secret, new byte[32])
            : signer.Curve.SignPsbt(transaction.Bip143Sighash(index, _scriptCode, Bip143.All), _secret);
        Wipe();
        return signature;
    }

    /// <summary>Overwrites the secret.</summary>
    public void Wipe()
    {
        if (_secret != null)
        {
            Array.Clear(_secret, 0, _secret.Length);
        }
    }

    private Channel OwnChannel(SignerContext signer)
    {
        int slot = signer.SlotOf(_peer, _dbid);
        return slot < 0 ? null : signer.Channels.At(slot);
    }

    private static WalletInput OfWallet(SignerContext signer, WalletInputFields fields)
    {
        byte[] secret = signer.Tree.WalletSecret(KeyValidation.RequireIndex(fields.KeyIndex));
        byte[] key = signer.Curve.PublicKey(secret);
        if (fields.Kind == WalletInputKind.P2tr)
        {
            byte[] tweaked = signer.Curve.TaprootSecret(secret, new byte[0]);
            Array.Clear(secret, 0, secret.Length);
            return new WalletInput(fields, WalletScripts.Taproot(signer, key), null, tweaked, null);
        }

        byte[] program = Scripts.PayToWitnessKey(key);
        return fields.Kind == WalletInputKind.P2wpkh
            ? new WalletInput(fields, program, null, secret, Scripts.KeyScriptCode(key))
            : new WalletInput(fields, WalletScripts.ScriptHash(key), program, secret, Scripts.KeyScriptCode(key));
    }

    // The output of a peer's commitment that pays the holder, or the holder's anchor.
    private static WalletInput OfChannel(SignerContext signer, WalletInputFields fields)
    {
        HolderKeys keys = signer.KeysOf(KeyValidation.RequirePoint(signer, fields.Peer), fields.Dbid);
        if (fields.Kind == WalletInputKind.HolderAnchor)
        {
            byte[] anchor = Scripts.Anchor(keys.FundingKey);
            return new WalletInput(fields, Scripts.PayToWitnessScript(anchor), null, new ByteReader(keys.Secrets.Funding).Rest(), anchor);
        }

        byte[] secret = new ByteReader(keys.Secrets.Payment).Rest();
        byte[] key = keys.Basepoints.Payment;
        if (fields.CommitmentPoint != null)
        {
            // A channel from before option_static_remotekey.
            byte[] point = KeyValidation.RequirePoint(signer, fields.CommitmentPoint);
            Array.Clear(secret, 0, secret.Length);
            secret = KeyDerivation.Secret(signer.Curve, keys.Secrets.Payment, key, point);
            key = signer.Curve.PublicKey(secret);
        }

        if (fields.Kind == WalletInputKind.ToRemote)
        {
            return new WalletInput(fields, Scripts.PayToWitnessKey(key), null, secret, Scripts.KeyScriptCode(key));
        }

        byte[] witnessScript = ToRemote(key, fields.DelayBlocks);
        return new WalletInput(fields, Scripts.PayToWitnessScript(witnessScript), null, secret, witnessScript);
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
}
