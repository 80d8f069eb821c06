using System;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;

namespace Holdfast.Requests.Handlers;

/// <summary>
/// The part that signing the peer's commitment and preparing to sign it have in common: find, rebuild, require. So the answer to "would
/// you sign this?" cannot differ from the signing itself.
/// </summary>
public sealed class CounterpartyCommitment
{
    /// <summary>How many signatures are made, or verified, at once.</summary>
    public const int BatchMax = 12;

    public readonly int Slot;
    public readonly Channel Channel;
    public readonly HolderKeys Keys;
    public readonly CommitmentTransaction Transaction;
    public readonly CommitmentProposal Proposal;

    private CounterpartyCommitment(int slot, Channel channel, HolderKeys keys, CommitmentTransaction transaction, CommitmentProposal proposal)
    {
        Slot = slot;
        Channel = channel;
        Keys = keys;
        Transaction = transaction;
        Proposal = proposal;
    }

    /// <summary>The commitment that the numbers describe, after every rule has let it pass.</summary>
    public static CounterpartyCommitment Require(SignerContext signer, byte[] channelId, uint fundingTag, CommitmentContent content)
    {
        int slot = signer.SlotOf(channelId);
        Channel channel = signer.Channels.At(slot);
        int index = SignerContext.FundingOf(channel, fundingTag);
        Funding funding = channel.Fundings[index];
        Requests.Keys.RequirePoint(signer, content.Point);
        Rebuild.RequireAmounts(channel, funding, content, false);

        HolderKeys keys = signer.KeysOf(channel);
        CommitmentTransaction transaction = Rebuild.CounterpartyCommitment(channel, funding, keys, content);
        CommitmentProposal proposal = new CommitmentProposal(channel, index, content, false, signer.Digest(content.Encode(funding)),
            signer.Digest(content.Point), transaction.FeeSat, transaction.HtlcCount, transaction.TrimmedSumMsat);
        CounterpartyCommitmentRules.Require(proposal, signer.Limits);
        return new CounterpartyCommitment(slot, channel, keys, transaction, proposal);
    }

    /// <summary>
    /// The signature of the commitment and of every HTLC output, in output order. Twelve at a time: enough to share the expensive parts, and the
    /// chip's heap holds the drafts of no more.
    /// </summary>
    public byte[][] Sign(SignerContext signer)
    {
        int count = Transaction.HtlcCount + 1;
        byte[] htlcSecret = count == 1 ? null
            : KeyDerivation.Secret(signer.Curve, Keys.Secrets.Htlc, Keys.Basepoints.Htlc, Proposal.Content.Point);
        byte[][] signatures = new byte[count][];
        for (int done = 0; done < count; done += BatchMax)
        {
            int size = count - done < BatchMax ? count - done : BatchMax;
            byte[][] hashes = new byte[size][];
            byte[][] secrets = new byte[size][];
            for (int i = 0; i < size; i++)
            {
                bool isCommitment = done + i == 0;
                hashes[i] = isCommitment ? Transaction.Sighash() : Transaction.HtlcSighash(done + i - 1, true);
                secrets[i] = isCommitment ? Keys.Secrets.Funding : htlcSecret;
            }

            Array.Copy(signer.Curve.SignAll(hashes, secrets), 0, signatures, done, size);
        }

        if (htlcSecret != null)
        {
            Array.Clear(htlcSecret, 0, htlcSecret.Length);
        }

        return signatures;
    }
}
