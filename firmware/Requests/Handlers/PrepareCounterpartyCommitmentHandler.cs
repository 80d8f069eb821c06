using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Protocol;

namespace Holdfast.Requests.Handlers;

/// <summary>Would the peer's commitment be signed? The same rules, but nothing is written and nothing is signed, so a node can ask before it persists.</summary>
public static class PrepareCounterpartyCommitmentHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        PrepareCounterpartyCommitment request = PrepareCounterpartyCommitment.Decode(body);
        CommitmentContent content = new CommitmentContent(request.Number, request.Point, request.FeeratePerKw, request.ToHolderSat,
            request.ToCounterpartySat, Rebuild.Htlcs(request.Htlcs));
        CounterpartyCommitment.Require(signer, request.ChannelId, request.FundingTag, content);
        return new PrepareCounterpartyCommitmentReply().Encode();
    }
}
