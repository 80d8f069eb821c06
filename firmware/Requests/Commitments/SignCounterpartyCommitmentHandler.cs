using System;
using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The peer's next commitment and all HTLC transactions on it. A repeat of the newest one writes nothing and gives the same signatures.</summary>
public static class SignCounterpartyCommitmentHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        CounterpartyCommitment next = CounterpartyCommitment.Require(signer, SignCounterpartyCommitment.Decode(body));

        // Durable before any signature exists: a lost reply can be asked for again, a signature cannot be taken back.
        next.Record(signer);
        signer.Towers.Tickets.Add(next.Ticket(signer));

        byte[][] signatures = next.Sign(signer, true);
        SignCounterpartyCommitmentReply reply = new SignCounterpartyCommitmentReply();
        reply.Signature = signatures[0];
        reply.HtlcSignatures = new byte[signatures.Length - 1][];
        Array.Copy(signatures, 1, reply.HtlcSignatures, 0, reply.HtlcSignatures.Length);
        return reply.Encode();
    }
}
