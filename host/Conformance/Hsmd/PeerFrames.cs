using Holdfast.Bytes;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance.Hsmd;

/// <summary>The peer's messages (BOLT 2) that channeld and connectd exchange, as far as a signer's table needs them.</summary>
internal static class PeerFrames
{
    private const ushort UpdateAddHtlc = 128;
    private const ushort CommitmentSignedType = 132;
    private const ushort RevokeAndAckType = 133;
    private const byte FundingTxidTlv = 1;

    /// <summary>What channeld writes before a commitment. Nobody reads it here: it shows that the order is kept.</summary>
    public static byte[] Update(ChannelTerms terms, ulong number)
    {
        ByteWriter writer = Begin(UpdateAddHtlc, terms);
        writer.U64(number);
        return writer.ToArray();
    }

    public static byte[] CommitmentSigned(ChannelTerms terms, SignedCommitment signed)
    {
        ByteWriter writer = Begin(CommitmentSignedType, terms);
        writer.Bytes(signed.Signature);
        writer.U16((ushort)signed.HtlcSignatures.Length);
        foreach (byte[] signature in signed.HtlcSignatures)
        {
            writer.Bytes(signature);
        }

        writer.U8(FundingTxidTlv);
        writer.U8(32);
        writer.Bytes(terms.FundingTxid);
        return writer.ToArray();
    }

    /// <exception cref="MalformedException">Another message.</exception>
    public static SignedCommitment ReadCommitmentSigned(byte[] message)
    {
        ByteReader reader = new(message);
        if (reader.U16() != CommitmentSignedType)
        {
            throw new MalformedException("another message than commitment_signed came to the peer");
        }

        reader.Bytes(32);
        byte[] signature = reader.Bytes(64);
        byte[][] htlcSignatures = new byte[reader.U16()][];
        for (int i = 0; i < htlcSignatures.Length; i++)
        {
            htlcSignatures[i] = reader.Bytes(64);
        }

        return new SignedCommitment(signature, htlcSignatures, []);
    }

    public static byte[] RevokeAndAck(ChannelTerms terms, byte[] secret)
    {
        ByteWriter writer = Begin(RevokeAndAckType, terms);
        writer.Bytes(secret);
        return writer.ToArray();
    }

    private static ByteWriter Begin(ushort type, ChannelTerms terms)
    {
        ByteWriter writer = new(256);
        writer.U16(type);
        writer.Bytes(terms.FundingTxid);
        return writer;
    }
}
