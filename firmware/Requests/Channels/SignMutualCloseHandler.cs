using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A closing transaction that pays both sides. From here on the channel promises nothing new.</summary>
public static class SignMutualCloseHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        SignMutualClose request = SignMutualClose.Decode(body);
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        Funding funding = channel.Fundings[SignerContext.FundingOf(channel, request.FundingPrefix)];
        HolderKeys keys = signer.KeysOf(channel);
        ClosingTransaction close = new ClosingTransaction(funding.Txid, funding.Vout, funding.ValueSat, keys.FundingKey,
            funding.CounterpartyFundingKey, request.ToHolderSat, request.ToCounterpartySat, request.HolderScript, request.CounterpartyScript,
            request.Locktime, request.Sequence);

        ClosingRules.RequireClose(channel, funding, request.ToHolderSat, close.FeeSat, request.Sequence, signer.Limits);
        bool isWallet = request.HasHolderKeyIndex && WalletScripts.IsOurs(signer, request.HolderScript, request.HolderKeyIndex);
        bool mustAsk = request.ToHolderSat != 0 && channel.Terms.HolderShutdownScript.Length == 0 && !isWallet;
        ClosingRules.RequireDestination(channel, request.ToHolderSat, request.HolderScript, isWallet, mustAsk && Agrees(signer, request, close));
        RestoreRules.RequireClose(signer.IsRestored, signer.IsRestored && Agrees(signer, request, close));

        if (!channel.IsMutualCloseSigned)
        {
            signer.Record(slot, new MutualCloseSigned());
        }

        SignMutualCloseReply reply = new SignMutualCloseReply();
        reply.Signature = signer.Curve.Sign(close.Sighash(), keys.Secrets.Funding);
        return reply.Encode();
    }

    private static bool Agrees(SignerContext signer, SignMutualClose request, ClosingTransaction close)
    {
        return signer.Owner.Agrees("Close the channel for a fee of " + close.FeeSat.ToString() + " sat and pay " + request.ToHolderSat.ToString()
            + " sat to " + Payees.Of(signer, request.HolderScript) + "?", close.Sighash());
    }
}
