using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>A transaction is in the block that was shown last; one of its outputs is remembered with that block's height.</summary>
public static class ProveBurialHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ProveBurial request = ProveBurial.Decode(body);
        ChainView chain = signer.Chain;
        if (chain.Walk.MerkleRoot == null)
        {
            throw RequestException.NotNow(ErrorCode.UnlinkedHeader, "show the block's header first, on a way from one of the newest blocks");
        }

        byte[] txid = MerkleProof.Require(chain.Walk.MerkleRoot, request.Transaction, request.Index, request.Path, request.First, request.FirstPath);
        TransactionOutput output = new PreviousTransaction(request.Transaction, txid).OutputAt(request.Vout);
        byte[] digest = Burial.Digest(txid, request.Vout, output.ValueSat, output.Script);
        chain.Buried.Add(digest, chain.Walk.Height);

        ProveBurialReply reply = new ProveBurialReply();
        reply.Txid = txid;
        reply.Height = (uint)chain.Walk.Height;
        reply.Depth = (uint)chain.DepthOf(digest);
        return reply.Encode();
    }
}
