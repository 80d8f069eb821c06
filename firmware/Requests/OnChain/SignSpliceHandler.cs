using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The device's signature on the input of a splice that spends the channel. The node asks once before the new funding exists; then there is nothing to
/// compare the transaction with, and the answer is a refusal that the bridge turns into a placeholder. What the splice takes from the owner is counted
/// over all of its inputs, those of the wallet included, once for this request and SignWalletInputs.
/// </summary>
public static class SignSpliceHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignSplice request = SignSplice.Decode(body);
        Channel channel = signer.Channels.At(signer.SlotOf(request.ChannelId));
        RestoreRules.RequirePromise(signer.IsRestored, false);
        FundingRules.RequireSplice(channel);
        Funding spent = channel.Fundings[SignerContext.FundingOf(channel, request.FundingPrefix)];
        if (request.InputIndex >= request.Inputs.Length
            || !spent.IsAt(request.Inputs[request.InputIndex].Txid, request.Inputs[request.InputIndex].Vout))
        {
            throw new MalformedException("the input to sign does not spend the funding that the request names");
        }

        Spending spending = new Spending(signer, request.Version, request.Locktime, request.Inputs, request.Outputs);
        spending.Wipe(); // the wallet's inputs have a request of their own
        FundingRules.RequireSharedInput(channel, channel.IndexOfUnlockedTransaction(spending.Txid), spent);
        WalletBalance balance = new WalletBalance(signer, spending, spent.AtStakeSat);
        balance.Require(signer, "channel");

        // Durable before the signature lets the splice confirm: from here on every commitment must exist for it as well.
        balance.Record(signer);
        // The keys only now: counting may have used those of more channels than are kept at a time, and overwritten these.
        HolderKeys keys = signer.KeysOf(channel);
        SignSpliceReply reply = new SignSpliceReply();
        byte[] script = Scripts.Funding(keys.FundingKey, spent.CounterpartyFundingKey);
        reply.Signature = signer.Curve.Sign(spending.Transaction.Bip143Sighash(request.InputIndex, script, Bip143.All), keys.Secrets.Funding);
        return reply.Encode();
    }
}
