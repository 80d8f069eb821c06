using System.Reflection;
using Holdfast.Bytes;
using Holdfast.Channels;
using Holdfast.Channels.Facts;
using Holdfast.Crypto;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;

namespace Holdfast.HistoryWorld.Money;

/// <summary>
/// What some methods did before a theft was closed. Nobody calls these; an altered copy of this assembly calls them in the place of today's
/// (tests/Simulator/Thefts), to see that the theft is found again.
/// </summary>
internal static class Undone
{
    /// <summary>Whatever begins like an announcement was signed under both keys.</summary>
    public static byte[] Announcement(ByteReader body, SignerContext signer)
    {
        SignChannelAnnouncement request = SignChannelAnnouncement.Decode(body);
        byte[] hash = Sha256.HashTwice(request.Message[258..]);
        HolderKeys keys = signer.KeysOf(request.Peer, request.Dbid);
        return new SignChannelAnnouncementReply
        {
            NodeSignature = signer.Curve.Sign(hash, signer.Tree.NodeSecret), BitcoinSignature = signer.Curve.Sign(hash, keys.Secrets.Funding),
        }.Encode();
    }

    /// <summary>One press was a yes to whatever came next.</summary>
    public static byte[] Subject(Owner owner, string question, byte[] signed) => new byte[32];

    /// <summary>Only the newest commitments counted, whatever earlier ones were not revoked.</summary>
    public static void CountersignedNow(Channel channel, Funding funding)
    {
        if (!funding.IsCommitted)
        {
            throw new Refusal(
                nameof(FundingIsCountersigned), FundingIsCountersigned.Tag, "This funding has no commitments of both sides; sign the peer's and validate the holder's first.");
        }
    }

    /// <summary>The holder's current commitment was fixed; its successor never.</summary>
    public static void CurrentIsFixed(CommitmentProposal next)
    {
        if (next.Content.Number == next.Channel.HolderRevokedCount && next.Funding.HolderCurrent is { } current && !Check.Same(next.Identity, current.Sighash))
        {
            throw new Refusal(nameof(Policy.CurrentIsFixed), Policy.CurrentIsFixed.Tag, "The current holder commitment was validated with other contents; repeat the first request exactly.");
        }
    }

    /// <summary>A lock left nothing beside the locked funding.</summary>
    public static void LockedAlone(OutpointLocked fact, Channel channel)
    {
        int locked = (int)typeof(OutpointLocked).GetField("_funding", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(fact)!;
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            if (i != locked)
            {
                channel.Fundings[i].Retire();
            }
        }

        channel.Fundings[locked].IsBound = true;
        channel.Fundings[locked].Account = null!;
        channel.DropRetired();
        channel.IsFundingLocked = true;
    }

    /// <summary>The book of incoming payments was in memory only: after a start it is empty.</summary>
    public static ulong SumForgotten(ByteReader reader)
    {
        reader.Bytes(5);
        return 0;
    }

    /// <summary>What the holder owns in a funding was what the holder's own commitment says.</summary>
    public static ulong OursAlone(Funding funding) => funding.HolderCurrent is null ? 0 : funding.HolderCurrent.HolderSat;

    /// <summary>MerkleProof.Require without the way to the root.</summary>
    public static byte[] TransactionOnly(byte[] root, byte[] transaction, uint index, byte[] path, byte[] first, byte[] firstPath) => Crypto.Sha256.HashTwice(transaction);
}
