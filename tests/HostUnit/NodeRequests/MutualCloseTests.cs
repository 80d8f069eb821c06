using System.Buffers.Binary;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>A mutual close of a channel that the peer opened and in which the holder owns nothing: its one output is the peer's.</summary>
[TestClass]
public class MutualCloseTests
{
    private const int ValidateCommitment = 35;
    private const int SignMutualClose = 21;
    private const ulong FeeSat = 1000;

    private static readonly Transcript s_transcript = Recordings.Named("01-basic-B");

    [TestMethod]
    public void TheOwnerIsNotAskedAboutThePeersOwnOutput()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        PlayTheOpening(session);
        int questions = signer.Device.Button.Questions.Count;

        TranscriptEntry recorded = s_transcript.Requests().Single(entry => entry.Number() == SignMutualClose);
        HsmdAnswer answer = session.Handle(recorded.Client!.ToHsmd(), PayingAllToThePeer(recorded.Request));

        Assert.AreEqual(HsmdAnswerKind.Reply, answer.Kind, answer.Sentence);
        Assert.AreEqual(questions, signer.Device.Button.Questions.Count, string.Join("; ", signer.Device.Button.Questions));
    }

    /// <summary>Everything before the holder's commitment of number 1, the first one with a payment.</summary>
    private static void PlayTheOpening(NodeSession session)
    {
        int commitments = 0;
        foreach (TranscriptEntry entry in s_transcript.Requests())
        {
            commitments += entry.Number() == ValidateCommitment ? 1 : 0;
            if (commitments == 2)
            {
                return;
            }

            session.Answer(entry);
        }
    }

    /// <summary>The recorded close, with the funding less a fee in one output to the script that no wallet key of the device owns.</summary>
    private static byte[] PayingAllToThePeer(byte[] recorded)
    {
        HsmdReader reader = new(recorded);
        reader.Type();
        SignMutualCloseTx close = SignMutualCloseTx.Parse(reader);
        Psbt psbt = close.Spending.Psbt;
        int theirs = Array.FindIndex(
            psbt.Outputs, output => !output.All(PsbtField.OutputTaprootDerivation).Concat(output.All(PsbtField.OutputDerivation)).Any());
        Transaction old = close.Spending.Transaction;
        TransactionOutput output = new(psbt.SpentBy(0)!.AmountSat - FeeSat, old.Outputs[theirs].Script);
        Transaction transaction = new(old.Version, old.Inputs, [output], old.Locktime);

        BitcoinWriter psbtBytes = new();
        psbtBytes.Bytes([0x70, 0x73, 0x62, 0x74, 0xff]);
        psbtBytes.Blob([0x00]);
        psbtBytes.Blob(transaction.Serialize());
        psbtBytes.U8(0);
        psbt.Inputs[0].Write(psbtBytes);
        psbtBytes.U8(0);

        return [0, SignMutualClose, .. LongBlob(transaction.Serialize()), .. LongBlob(psbtBytes.ToArray()), .. close.CounterpartyFundingPoint];
    }

    private static byte[] LongBlob(byte[] bytes)
    {
        byte[] blob = [0, 0, 0, 0, .. bytes];
        BinaryPrimitives.WriteUInt32BigEndian(blob, (uint)bytes.Length);
        return blob;
    }
}
