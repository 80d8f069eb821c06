using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A secret for a purpose of the node or a plugin (hsmd derive_secret): a branch of its own, from which no signing key follows.</summary>
public static class DeriveSecretHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        DeriveSecret request = DeriveSecret.Decode(body);
        DeriveSecretReply reply = new DeriveSecretReply();
        reply.Secret = signer.Tree.DeriveSecret(request.Info);
        return reply.Encode();
    }
}
