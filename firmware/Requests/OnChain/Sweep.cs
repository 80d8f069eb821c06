using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A transaction with one input that brings channel money home, and what all of its kinds have in common.</summary>
public static class Sweep
{
    /// <summary>The transaction that the fields describe; the spent output is the P2WSH of the witness script.</summary>
    public static WalletTransaction Rebuild(SweepFields fields)
    {
        TransactionInput input = new TransactionInput(fields.InputTxid, fields.InputVout, fields.Sequence, fields.InputSat,
            Scripts.PayToWitnessScript(fields.WitnessScript));
        TransactionOutput[] outputs = new TransactionOutput[fields.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new TransactionOutput(fields.Outputs[i].Sat, fields.Outputs[i].Script);
        }

        return new WalletTransaction(fields.Version, fields.Locktime, new TransactionInput[] { input }, outputs);
    }

    /// <summary>True for a channel with anchors; a request that thinks otherwise is malformed, because it changes what the signature covers.</summary>
    public static bool RequireAnchors(Channel channel, bool claimed)
    {
        bool anchors = channel.Terms.Type != ChannelType.StaticRemoteKey;
        if (claimed != anchors)
        {
            throw new MalformedException("anchors are a matter of the channel's type, and the request has it wrong");
        }

        return anchors;
    }

    /// <summary>Version and fee, for every kind but a penalty.</summary>
    public static void RequireFee(SignerContext signer, SweepFields fields, WalletTransaction transaction)
    {
        RequireFee(fields, transaction, signer.Limits.SweepFeeratePerKwMax);
    }

    /// <summary>Version and fee of a penalty. The higher limit is for money that comes to the wallet, and for nothing that the owner is asked about.</summary>
    public static void RequirePenaltyFee(SignerContext signer, SweepFields fields, WalletTransaction transaction)
    {
        RequireFee(fields, transaction,
            WalletScripts.AreOurs(signer, fields.Outputs) ? signer.Limits.PenaltyFeeratePerKwMax : signer.Limits.SweepFeeratePerKwMax);
    }

    private static void RequireFee(SweepFields fields, WalletTransaction transaction, uint feeratePerKwMax)
    {
        ulong outputSat = 0;
        for (int i = 0; i < transaction.OutputCount; i++)
        {
            outputSat += transaction.OutputAt(i).ValueSat;
        }

        SweepRules.RequireFee(fields.Version, transaction.OutputCount, fields.InputSat, outputSat, transaction.Serialize().Length, fields.WitnessScript.Length,
            feeratePerKwMax);
    }

    /// <summary>The money goes to the wallet, or to a script to which the owner agrees.</summary>
    public static void RequireHome(SignerContext signer, SweepFields fields, WalletTransaction transaction)
    {
        bool isHome = WalletScripts.AreOurs(signer, fields.Outputs);
        SweepRules.RequireDestination(isHome, !isHome
            && signer.Owner.Agrees("Of " + fields.InputSat.ToString() + " sat of a closed channel, pay " + Payees.Of(signer, fields.Outputs) + "?",
                transaction.Digest()));
    }

    /// <summary>The device's signature under a secret that was derived for it, and is overwritten.</summary>
    public static byte[] Sign(SignerContext signer, SweepFields fields, WalletTransaction transaction, byte[] secret, byte type)
    {
        byte[] signature = signer.Curve.Sign(transaction.Bip143Sighash(0, fields.WitnessScript, type), secret);
        Array.Clear(secret, 0, secret.Length);
        return signature;
    }
}
