using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

/// <summary>What the two messages that every payment needs weigh on the wire, frames and seal included (PROTOCOL.md, "Sizes").</summary>
[TestClass]
public class SizeTests
{
    [DataRow(0, 109, 113)]
    [DataRow(10, 559, 753)]
    [DataRow(30, 1473, 2047)]
    [TestMethod]
    public void SignCounterpartyCommitment(int htlcs, int requestBytes, int replyBytes)
    {
        SignCounterpartyCommitment request = new SignCounterpartyCommitment();
        request.ChannelId = new byte[16];
        request.Commitment.Point = new byte[33];
        request.Commitment.Htlcs = new Htlc[htlcs];
        SignCounterpartyCommitmentReply reply = new SignCounterpartyCommitmentReply();
        reply.Signature = new byte[64];
        reply.HtlcSignatures = new byte[htlcs][];
        for (int i = 0; i < htlcs; i++)
        {
            request.Commitment.Htlcs[i] = Sample.Htlc(false, false, i);
            reply.HtlcSignatures[i] = new byte[64];
        }

        Assert.AreEqual(requestBytes, OnTheWire(request.Encode().Length + ProtocolLimits.SealBytes));
        Assert.AreEqual(replyBytes, OnTheWire(Reply.Ok(reply.Encode(), new byte[ProtocolLimits.ReceiptBytes]).Length + ProtocolLimits.SealBytes));
    }

    /// <summary>
    /// The limit of HTLCs is what the longest of the messages holds: with that many, both commitments and their replies fit into the device's messages, and
    /// one more HTLC would not. When the limit was 120 for messages of 8192 bytes, 36 passed where 37 did not fit: about 85 payments ended a channel.
    /// </summary>
    [DataRow(8192, 74)]
    [DataRow(16384, 149)]
    [DataRow(32768, 299)]
    [DataRow(105419, 966)]
    [DataRow(131072, 966)]
    [TestMethod]
    public void BothCommitmentsFitUpToTheLimitOfHtlcs(int messageBytesMax, int htlcsMax)
    {
        Assert.AreEqual(htlcsMax, ProtocolLimits.HtlcsIn(messageBytesMax));
        Assert.IsTrue(ValidateBytes(htlcsMax) <= messageBytesMax);
        Assert.IsTrue(htlcsMax == ProtocolLimits.HtlcsMax || ValidateBytes(htlcsMax + 1) > messageBytesMax);
        Assert.IsTrue(95 + (2 * 45 * htlcsMax) <= messageBytesMax && 1 + 64 + 2 + (64 * htlcsMax) + 24 + 8 <= messageBytesMax);
    }

    private static int ValidateBytes(int htlcs)
    {
        ValidateHolderCommitment request = new ValidateHolderCommitment();
        request.ChannelId = new byte[16];
        request.Signature = new byte[64];
        request.Commitment.Htlcs = new Htlc[htlcs];
        request.HtlcSignatures = new byte[htlcs][];
        for (int i = 0; i < htlcs; i++)
        {
            request.Commitment.Htlcs[i] = Sample.Htlc(false, false, i);
            request.HtlcSignatures[i] = new byte[64];
        }

        return request.Encode().Length + ProtocolLimits.SealBytes;
    }

    private static int OnTheWire(int messageLength)
    {
        int total = 0;
        for (int i = 0; i < FrameWriter.Count(messageLength); i++)
        {
            total += FrameWriter.Encode(new byte[messageLength], 1, false, i).Length;
        }

        return total;
    }
}
