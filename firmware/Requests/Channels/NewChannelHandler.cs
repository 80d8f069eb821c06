using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A channel may come to life. Nothing is written before it is set up; a number that was forgotten is refused here already.</summary>
public static class NewChannelHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        NewChannel request = NewChannel.Decode(body);
        KeyValidation.RequirePoint(signer, request.Peer);
        int slot = signer.SlotOf(request.Peer, request.Dbid);
        RestoreRules.RequirePromise(signer.IsRestored, slot >= 0);
        OpeningRules.RequireNumber(signer.Forgotten, slot < 0 ? null : signer.Channels.At(slot), request.Dbid);

        return new NewChannelReply().Encode();
    }
}
