using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;

namespace Holdfast.Requests;

/// <summary>The holder's next commitment with the peer's signatures: once written down, its predecessor may be revoked.</summary>
public static class ValidateHolderCommitmentHandler
{
    public static byte[] Handle(ByteReader body, SignerContext signer)
    {
        ValidateHolderCommitment request = ValidateHolderCommitment.Decode(body);
        CommitmentFields content = request.Commitment;
        int slot = signer.SlotOf(request.ChannelId);
        Channel channel = signer.Channels.At(slot);
        int index = SignerContext.FundingOf(channel, request.FundingPrefix);
        Funding funding = channel.Fundings[index];
        HolderKeys keys = signer.KeysOf(channel);

        // Before anything is computed for it: the number decides whether there is anything to compute.
        HolderCommitmentRules.RequireNumber(channel, funding, content.Number);
        ulong announced = channel.Incoming == null ? 0 : signer.Sum(content.Htlcs, true);
        content.Point = keys.CommitmentPoint(content.Number);
        Rebuild.RequireAmounts(channel, funding, content, true);
        CommitmentTransaction transaction = Rebuild.HolderCommitment(channel, funding, keys, content);

        CommitmentProposal proposal = new CommitmentProposal(channel, index, content, true, transaction.Sighash(), null, transaction.FeeSat,
            transaction.HtlcCount, transaction.TrimmedSumMsat);
        RestoreRules.RequirePromise(signer.IsRestored, proposal.IsRepeated);
        HolderCommitmentRules.Require(proposal, signer.Limits);
        signer.RequireExpiries(proposal);
        RequireCountersigned(signer, channel, funding, keys, transaction, proposal, request);

        HtlcTable payments = signer.Payments.RequireHolder(slot, proposal);
        if (!proposal.IsRepeated)
        {
            signer.Record(slot, new HolderCommitmentValidated(index, content.Number,
                new HeldCommitment(proposal.Identity, proposal.HolderSat, content.Htlcs.Length != 0), announced), payments);
        }

        ValidateHolderCommitmentReply reply = new ValidateHolderCommitmentReply();
        reply.NextPoint = keys.CommitmentPoint(content.Number + 1);
        return reply.Encode();
    }

    private static void RequireCountersigned(SignerContext signer, Channel channel, Funding funding, HolderKeys keys,
        CommitmentTransaction transaction, CommitmentProposal proposal, ValidateHolderCommitment request)
    {
        int count = transaction.HtlcCount;
        HolderCommitmentRules.RequireSignatureCount(request.HtlcSignatures.Length, count);
        HolderCommitmentRules.RequireSignature(
            signer.Curve.Verify(proposal.Identity, request.Signature, funding.CounterpartyFundingKey));
        if (count == 0)
        {
            return;
        }

        byte[] key = keys.OfHolder(proposal.Content.Number, channel.Terms.CounterpartyBasepoints, true).CountersignatoryHtlc;
        for (int done = 0; done < count; done += CounterpartyCommitment.BatchMax)
        {
            int size = count - done < CounterpartyCommitment.BatchMax ? count - done : CounterpartyCommitment.BatchMax;
            byte[][] hashes = new byte[size][];
            byte[][] signatures = new byte[size][];
            for (int i = 0; i < size; i++)
            {
                hashes[i] = transaction.HtlcSighash(done + i, true);
                signatures[i] = request.HtlcSignatures[done + i];
            }

            int bad = signer.Curve.VerifyAll(hashes, signatures, key);
            HolderCommitmentRules.RequireHtlcSignatures(bad < 0 ? bad : done + bad);
        }
    }
}
