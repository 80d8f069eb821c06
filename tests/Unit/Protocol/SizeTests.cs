using Holdfast.Protocol;

namespace Holdfast.Unit.Protocol;

/// <summary>What the two messages that every payment needs weigh on the wire, frames and seal included (PROTOCOL.md, "Sizes").</summary>
[TestClass]
public class SizeTests
{
    [DataRow(0, 106, 105)]
    [DataRow(10, 556, 745)]
    [DataRow(30, 1470, 2039)]
    [TestMethod]
    public void SignCounterpartyCommitment(int htlcs, int requestBytes, int replyBytes)
    {
        SignCounterpartyCommitment request = new SignCounterpartyCommitment();
        request.ChannelId = new byte[16];
        request.Point = new byte[33];
        request.Htlcs = new HtlcFields[htlcs];
        SignCounterpartyCommitmentReply reply = new SignCounterpartyCommitmentReply();
        reply.Signature = new byte[64];
        reply.HtlcSignatures = new byte[htlcs][];
        for (int i = 0; i < htlcs; i++)
        {
            request.Htlcs[i] = Sample.Htlc(false, false, i);
            reply.HtlcSignatures[i] = new byte[64];
        }

        Assert.AreEqual(requestBytes, OnTheWire(request.Encode().Length + ProtocolLimits.SealBytes));
        Assert.AreEqual(replyBytes, OnTheWire(Reply.Ok(reply.Encode(), new byte[ProtocolLimits.AnchorBytes]).Length));
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
