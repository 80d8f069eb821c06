using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>Random bytes towards a new seed. Asking for the button mixes in how long a person took; it is not required.</summary>
public static class DrawEntropyHandler
{
    public static byte[] Handle(ByteReader body, SignerDevice device)
    {
        DrawEntropy request = DrawEntropy.Decode(body);
        device.Owner.OfferPress("Press the button to add your own timing to the new key");
        DrawEntropyReply reply = new DrawEntropyReply();
        reply.Entropy = device.Random(request.HostEntropy);
        return reply.Encode();
    }
}
