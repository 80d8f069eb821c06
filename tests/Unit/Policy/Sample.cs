using System;
using Holdfast.Channels;
using Holdfast.Lightning;
using Holdfast.Policy;

namespace Holdfast.Unit.Policy;

/// <summary>Channels and proposals that every rule lets pass, to be broken in one place by a test.</summary>
public static class Sample
{
    public const ulong ValueSat = 1000000;

    /// <summary>253 per 1000 weight for 1124 weight, and two anchors.</summary>
    public const ulong FeeSat = 284;
    public const ulong AnchorsSat = 660;

    public static readonly Limits Limits = new Limits(false, 120);

    /// <summary>A zero-fee anchor channel that the holder opened and gave the peer 300,000 sat of.</summary>
    public static Channel Outbound()
    {
        return NewChannel(true, ChannelType.AnchorsZeroFeeHtlc);
    }

    public static Channel Inbound()
    {
        return NewChannel(false, ChannelType.AnchorsZeroFeeHtlc);
    }

    public static Channel NewChannel(bool outbound, ChannelType type)
    {
        return new Channel(Terms(outbound, type), Funding(1));
    }

    public static ChannelTerms Terms(bool outbound, ChannelType type)
    {
        return new ChannelTerms(Fill(33, 2), 1, outbound, type, 6, 144, 300000000, new byte[0],
            new Basepoints(Fill(33, 3), Fill(33, 4), Fill(33, 5), Fill(33, 6)));
    }

    public static Funding Funding(byte name)
    {
        return new Funding(Fill(32, name), 0, ValueSat, Fill(33, 7));
    }

    /// <summary>The holder owns 700,000 sat before fees.</summary>
    public static CommitmentFields Content(ulong number, Htlc[] htlcs)
    {
        return Content(number, 700000 - FeeSat - AnchorsSat, 300000, htlcs);
    }

    public static CommitmentFields Content(ulong number, ulong toHolderSat, ulong toCounterpartySat, Htlc[] htlcs)
    {
        CommitmentFields content = new CommitmentFields();
        content.Number = number;
        content.Point = Fill(33, 8);
        content.FeeratePerKw = 253;
        content.ToHolderSat = toHolderSat;
        content.ToCounterpartySat = toCounterpartySat;
        content.Htlcs = htlcs;
        return content;
    }

    public static CommitmentProposal Proposal(Channel channel, CommitmentFields content, bool holders)
    {
        return Proposal(channel, content, holders, Identity(holders, 1), FeeOf(channel, content));
    }

    public static CommitmentProposal Proposal(Channel channel, CommitmentFields content, bool holders, byte[] identity, ulong feeSat)
    {
        int outputs = 0;
        ulong trimmed = 0;
        for (int i = 0; i < content.Htlcs.Length; i++)
        {
            outputs += content.Htlcs[i].IsTrimmed ? 0 : 1;
            trimmed += content.Htlcs[i].IsTrimmed ? content.Htlcs[i].AmountMsat : 0;
        }

        return new CommitmentProposal(channel, 0, content, holders, identity, PointDigest(1), feeSat, outputs, trimmed);
    }

    public static byte[] Identity(bool holders, byte name)
    {
        return Fill(holders ? 32 : SignedCommitment.DigestBytes, name);
    }

    public static byte[] PointDigest(byte name)
    {
        return Fill(Channel.PointDigestBytes, name);
    }

    public static Htlc NewHtlc(bool isOfferedByPeer, bool isTrimmed, ulong amountSat)
    {
        return NewHtlc(isOfferedByPeer, isTrimmed, amountSat * 1000, 9, 600000);
    }

    public static Htlc NewHtlc(bool isOfferedByPeer, bool isTrimmed, ulong amountMsat, byte hash, uint expiry)
    {
        Htlc htlc = new Htlc();
        htlc.IsOfferedByPeer = isOfferedByPeer;
        htlc.IsTrimmed = isTrimmed;
        htlc.AmountMsat = amountMsat;
        htlc.PaymentHash = Fill(32, hash);
        htlc.Expiry = expiry;
        return htlc;
    }

    public static Htlc[] NoHtlcs()
    {
        return new Htlc[0];
    }

    public static SignedCommitment Signed(byte name, bool htlcs)
    {
        return new SignedCommitment(Identity(false, name), 700000, htlcs);
    }

    public static HeldCommitment Held(byte name, bool htlcs)
    {
        return new HeldCommitment(Identity(true, name), 700000, htlcs);
    }

    /// <summary>Runs a rule that must refuse with this tag and a sentence.</summary>
    public static void Refuses(string tag, Action rule)
    {
        Refusal refusal = (Refusal)Expect.Throws(typeof(Refusal), rule);
        Assert.AreEqual(tag, refusal.Tag);
        Assert.IsTrue(refusal.Message.Length > 20 && refusal.Message.Length <= 400 && refusal.Tag.Length <= 64);
    }

    public static byte[] Fill(int length, byte value)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = value;
        }

        return bytes;
    }

    // What the outputs leave over, as the transaction would have it.
    private static ulong FeeOf(Channel channel, CommitmentFields content)
    {
        ulong left = channel.Fundings[0].ValueSat - content.ToHolderSat - content.ToCounterpartySat;
        left -= channel.Terms.Type == ChannelType.StaticRemoteKey ? 0 : AnchorsSat;
        for (int i = 0; i < content.Htlcs.Length; i++)
        {
            left -= content.Htlcs[i].IsTrimmed ? 0 : content.Htlcs[i].AmountSat;
        }

        return left;
    }
}
