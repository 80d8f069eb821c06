using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The node's public keys: nothing secret, nothing written.</summary>
public static class NodeKeysHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        NodeKeys.Decode(body);
        NodeKeysReply reply = new NodeKeysReply();
        reply.NodeId = signer.Tree.NodeId;
        reply.WalletXpub = signer.Tree.WalletXpub();
        reply.Bolt12Point = signer.Tree.Bolt12PublicKey;
        reply.AccountXpub = signer.Tree.AccountXpub();
        reply.Network = signer.Network;
        return reply.Encode();
    }
}
