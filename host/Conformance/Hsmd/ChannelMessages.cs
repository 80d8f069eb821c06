using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance.Hsmd;

/// <summary>The bodies of channeld's messages to its hsm, from a channel's terms and the content of a commitment.</summary>
internal static class ChannelMessages
{
    /// <summary>31, setup_channel: of the opening, or of a splice.</summary>
    public static byte[] Setup(ChannelTerms terms)
    {
        ByteWriter writer = new(256);
        writer.Flag(terms.IsOpener);
        writer.U64(terms.ValueSat);
        writer.U64(terms.PushMsat);
        writer.Bytes(terms.FundingTxid);
        writer.U16(terms.FundingVout);
        writer.U16(terms.Holder.DelayBlocks);
        writer.U16(0);
        writer.U8(0);
        terms.Counterparty.Basepoints.Write(writer);
        writer.Bytes(terms.Counterparty.FundingPoint);
        writer.U16(terms.Counterparty.DelayBlocks);
        writer.U16(0);
        writer.Blob(Features(terms.Type));
        return writer.ToArray();
    }

    /// <summary>19, sign_remote_commitment_tx.</summary>
    public static byte[] SignCommitment(Secp256k1 curve, ChannelTerms terms, CommitmentFields content)
    {
        CommitmentTransaction transaction = CommitmentTransactions.Build(curve, terms, content, ofHolder: false);
        CommitmentKeys keys = CommitmentTransactions.Keys(curve, terms, content, ofHolder: false);
        ByteWriter writer = new(4096);
        writer.Bytes(HsmdTransaction.Commitment(terms, content, transaction, ofHolder: false, keys));
        writer.Bytes(terms.Counterparty.FundingPoint);
        writer.Bytes(content.Point);
        writer.Flag(true);
        writer.U64(content.Number);
        WriteHtlcs(writer, content);
        writer.U32(content.FeeratePerKw);
        return writer.ToArray();
    }

    /// <summary>20, sign_remote_htlc_tx: one for each HTLC of that commitment that has an output.</summary>
    public static byte[][] SignHtlcs(Secp256k1 curve, ChannelTerms terms, CommitmentFields content)
    {
        CommitmentTransaction transaction = CommitmentTransactions.Build(curve, terms, content, ofHolder: false);
        CommitmentKeys keys = CommitmentTransactions.Keys(curve, terms, content, ofHolder: false);
        byte[][] bodies = new byte[transaction.HtlcCount][];
        for (int i = 0; i < bodies.Length; i++)
        {
            ByteWriter writer = new(2048);
            writer.Bytes(HsmdTransaction.Htlc(terms, transaction, i, ofHolder: false, keys));
            writer.Blob(transaction.HtlcWitnessScript(i));
            writer.Bytes(content.Point);
            writer.Flag(terms.Type != ChannelType.StaticRemoteKey);
            bodies[i] = writer.ToArray();
        }

        return bodies;
    }

    /// <summary>35, validate_commitment_tx.</summary>
    public static byte[] ValidateCommitment(Secp256k1 curve, ChannelTerms terms, CommitmentFields content, SignedCommitment signatures)
    {
        CommitmentTransaction transaction = CommitmentTransactions.Build(curve, terms, content, ofHolder: true);
        CommitmentKeys keys = CommitmentTransactions.Keys(curve, terms, content, ofHolder: true);
        ByteWriter writer = new(4096);
        writer.Bytes(HsmdTransaction.Commitment(terms, content, transaction, ofHolder: true, keys));
        WriteHtlcs(writer, content);
        writer.U64(content.Number);
        writer.U32(content.FeeratePerKw);
        writer.Bytes(signatures.Signature);
        writer.U8(1);
        writer.U16((ushort)signatures.HtlcSignatures.Length);
        foreach (byte[] signature in signatures.HtlcSignatures)
        {
            writer.Bytes(signature);
            writer.U8(terms.Type == ChannelType.StaticRemoteKey ? (byte)1 : (byte)0x83);
        }

        return writer.ToArray();
    }

    /// <summary>5, sign_commitment_tx: lightningd closes the channel alone with the holder's newest commitment.</summary>
    public static byte[] SignHolderCommitment(Secp256k1 curve, ChannelTerms terms, CommitmentFields content)
    {
        CommitmentTransaction transaction = CommitmentTransactions.Build(curve, terms, content, ofHolder: true);
        CommitmentKeys keys = CommitmentTransactions.Keys(curve, terms, content, ofHolder: true);
        ByteWriter writer = new(4096);
        writer.Bytes(terms.Peer);
        writer.U64(terms.Dbid);
        writer.Bytes(HsmdTransaction.Commitment(terms, content, transaction, ofHolder: true, keys));
        writer.Bytes(terms.Counterparty.FundingPoint);
        writer.U64(content.Number);
        return writer.ToArray();
    }

    private static void WriteHtlcs(ByteWriter writer, CommitmentFields content)
    {
        writer.U16((ushort)content.Htlcs.Length);
        foreach (Htlc htlc in content.Htlcs)
        {
            writer.Flag(htlc.IsOfferedByPeer);
            writer.U64(htlc.AmountMsat);
            writer.Bytes(htlc.PaymentHash);
            writer.U32(htlc.Expiry);
        }
    }

    /// <summary>channel_type as a feature bitmap (BOLT 9): bit 12 static_remotekey, 22 anchors (zero-fee HTLC transactions).</summary>
    private static byte[] Features(ChannelType type) => type switch
    {
        ChannelType.StaticRemoteKey => [0x10, 0x00],
        _ => [0x40, 0x10, 0x00],
    };
}
