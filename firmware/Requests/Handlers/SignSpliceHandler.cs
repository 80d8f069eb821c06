using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>
/// Our signature on the input of a splice that spends the channel. The node asks once before the new funding exists; then there is nothing to
/// compare the transaction with, and the answer is a refusal that the bridge turns into a placeholder.
/// </summary>
public static class SignSpliceHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignSplice request = SignSplice.Decode(body);
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        ChannelGoesOn.Require(channel);
        Funding spent = channel.Fundings[SignerContext.FundingOf(channel, request.FundingTag)];
        HolderKeys keys = signer.KeysOf(channel);
        byte[] fundingScript = Scripts.Funding(keys.FundingKey, spent.CounterpartyFundingKey);
        WalletTransaction transaction = Transaction(request, spent, fundingScript);

        byte[] txid = transaction.Txid();
        int index = channel.IndexOfTransaction(txid);
        SpliceIsCountersigned.Require(channel, index, spent);
        Funding created = channel.Fundings[index];
        FundingRules.RequireOutput(created, transaction, keys.FundingKey);
        RequireLoss(signer, request, transaction, spent, created);

        if (!created.IsBound)
        {
            // Durable before our signature lets the splice confirm: from here on every commitment must exist for it as well.
            signer.Record(slot, new FundingBound(index));
        }

        SignSpliceReply reply = new SignSpliceReply();
        reply.Signature = signer.Curve.Sign(transaction.Bip143Sighash(request.InputIndex, fundingScript, Bip143.All), keys.Secrets.Funding);
        return reply.Encode();
    }

    // What leaves our balance must come to our wallet, but for a fee, or the owner agrees. Inputs that we add have rules of their own.
    private static void RequireLoss(SignerContext signer, SignSplice request, WalletTransaction transaction, Funding spent, Funding created)
    {
        ulong before = spent.HolderCurrent.HolderSat;
        ulong after = created.HolderCurrent.HolderSat;
        int sizeBytes = transaction.Serialize().Length;
        if (!LossIsOnlyFee.Exceeds(before, after, sizeBytes, request.Inputs.Length, signer.Limits))
        {
            return;
        }

        for (int i = 0; i < request.Outputs.Length; i++)
        {
            WalletOutputFields output = request.Outputs[i];
            if (output.HasKeyIndex && WalletScripts.IsOurs(signer, output.Script, output.KeyIndex))
            {
                after += output.Sat;
            }
        }

        bool mustAsk = LossIsOnlyFee.Exceeds(before, after, sizeBytes, request.Inputs.Length, signer.Limits);
        LossIsOnlyFee.Require(before, after, sizeBytes, request.Inputs.Length,
            mustAsk && signer.Owner.Agrees("Splice " + (before - after).ToString() + " sat, fee included, out of the channel?", transaction.Digest()), signer.Limits);
    }

    private static WalletTransaction Transaction(SignSplice request, Funding spent, byte[] fundingScript)
    {
        if (request.InputIndex >= request.Inputs.Length
            || !spent.IsAt(request.Inputs[request.InputIndex].Txid, request.Inputs[request.InputIndex].Vout))
        {
            throw new MalformedException("the input to sign does not spend the funding that the request names");
        }

        TransactionInput[] inputs = new TransactionInput[request.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            // BIP 143 commits to the amount of the input that is signed only.
            SpentOutpointFields input = request.Inputs[i];
            inputs[i] = new TransactionInput(input.Txid, input.Vout, input.Sequence, i == request.InputIndex ? spent.ValueSat : 0, new byte[0]);
        }

        TransactionOutput[] outputs = new TransactionOutput[request.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = new TransactionOutput(request.Outputs[i].Sat, request.Outputs[i].Script);
        }

        return new WalletTransaction(request.Version, request.Locktime, inputs, outputs);
    }
}
