using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>
/// The owner's way out where the device follows a branch that the network has left for good, or where nobody can show it the chain any more. Whoever
/// could do this without the owner could also choose what counts as buried.
/// </summary>
public static class ForgetChainHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ForgetChain.Decode(body);
        if (!signer.Owner.Agrees("Forget the block chain up to height " + signer.Chain.Headers.HeightSeen.ToString()
            + ", and believe the node about confirmations until it is shown again?", signer.Chain.Headers.Tip.Hash))
        {
            throw RequestException.NotApproved("the owner did not press the button; the chain is kept." + signer.Owner.Remark);
        }

        // One press gives the chain up once.
        signer.Owner.Forget();
        signer.RemoveChain();
        return new ForgetChainReply().Encode();
    }
}
