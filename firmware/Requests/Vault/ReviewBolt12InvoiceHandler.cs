using Holdfast.Bytes;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A BOLT 12 invoice for a payment hash of the vault, before it is signed: the request to sign has only its Merkle root, which is remembered here.</summary>
public static class ReviewBolt12InvoiceHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ReviewBolt12Invoice request = ReviewBolt12Invoice.Decode(body);
        Bolt12Invoice invoice = Bolt12Invoice.Read(request.Stream, ChainHash.Of(signer.Network), ChainHash.Of(Network.Bitcoin));
        VaultReview.Require(invoice, signer);
        signer.Vault.Reviewed(invoice.Merkle);
        ReviewBolt12InvoiceReply reply = new ReviewBolt12InvoiceReply();
        reply.Merkle = invoice.Merkle;
        return reply.Encode();
    }
}
