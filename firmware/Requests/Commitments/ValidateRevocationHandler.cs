using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The peer's revocation secret. The newest one may be shown again: the node asks before its own database knows.</summary>
public static class ValidateRevocationHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ValidateRevocation request = ValidateRevocation.Decode(body);
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);

        bool isRepeated = request.Number + 1 == channel.CounterpartyRevokedCount && channel.Revocations.IsNewest(request.Number, request.Secret);
        if (!isRepeated)
        {
            RevocationRules.RequireNumber(channel, request.Number);
            byte[] point = signer.KeysOf(channel).RevealedPoint(KeyValidation.RequireSecret(signer, request.Secret));
            RevocationRules.RequireCounterparty(channel, request.Number, request.Secret,
                Check.Same(signer.PointDigest(point), channel.PreviousPointDigest));
            HtlcTable payments = signer.Payments.Tables.At(slot);
            signer.Payments.Record(slot, new CounterpartyCommitmentRevoked(request.Number, request.Secret),
                payments == null ? null : payments.AfterRevocation());
        }

        return new ValidateRevocationReply().Encode();
    }
}
