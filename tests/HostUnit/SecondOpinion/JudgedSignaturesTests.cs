using Holdfast.HostUnit.NodeRequests;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;
using Holdfast.SecondOpinion;

namespace Holdfast.HostUnit.SecondOpinion;

/// <summary>No signature of a transaction leaves the bridge without the second opinion, and none that it does not share.</summary>
[TestClass]
public class JudgedSignaturesTests
{
    /// <summary>The messages whose replies carry a signature of a transaction.</summary>
    private static readonly HsmdType[] s_signing =
    [
        HsmdType.SignCommitmentTx, HsmdType.SignWithdrawal, HsmdType.SignDelayedPaymentToUs, HsmdType.SignRemoteHtlcToUs, HsmdType.SignPenaltyToUs,
        HsmdType.SignRemoteCommitmentTx, HsmdType.SignRemoteHtlcTx, HsmdType.SignMutualCloseTx, HsmdType.SignSpliceTx, HsmdType.SignAnyDelayedPaymentToUs,
        HsmdType.SignAnyRemoteHtlcToUs, HsmdType.SignAnyPenaltyToUs, HsmdType.SignAnyLocalHtlcTx, HsmdType.SignAnchorSpend, HsmdType.SignHtlcTxMingle,
    ];

    [DataTestMethod]
    [DataRow("03-unilateral-timeout-A")]
    [DataRow("03-unilateral-timeout-B")]
    [DataRow("05-htlc-success-own-B")]
    [DataRow("07-penalty-B")]
    [DataRow("08-splice-A")]
    [DataRow("11-anchorspend-A")]
    public void EverySignatureIsJudgedBeforeItLeaves(string name)
    {
        Transcript transcript = Recordings.Named(name);
        using TestSigner signer = new(transcript.SecretFile);
        OwnOpinion second = new();
        NodeSession session = new(signer.Client, settings: new BridgeSettings { SecondOpinion = second });
        int signatures = 0;
        foreach (TranscriptEntry entry in transcript.Requests())
        {
            int before = second.Judged;
            HsmdAnswer answer = session.Answer(entry);
            bool isSignature = s_signing.Contains((HsmdType)entry.Number()) && answer.Kind == HsmdAnswerKind.Reply;
            Assert.AreEqual(isSignature, second.Judged > before, $"#{entry.N}, message {entry.Number()}");
            signatures += isSignature ? 1 : 0;
            Assert.AreNotEqual(HsmdAnswerKind.Failed, answer.Kind, $"#{entry.N}: {answer.Sentence}");
        }

        Assert.IsTrue(signatures > 3, $"{signatures} signatures");
    }

    [TestMethod]
    public void TheRecordingsHaveEveryKindOfSignatureButTwo()
    {
        // channeld's own 12 and 13 are the requests of older versions; onchaind's 142 and 143 take the same way.
        HsmdType[] seen = [.. s_signing.Where(type => Recordings.WithNumber((int)type).Any())];
        CollectionAssert.AreEquivalent(
            s_signing.Except([HsmdType.SignDelayedPaymentToUs, HsmdType.SignRemoteHtlcToUs]).ToArray(), seen, string.Join(", ", s_signing.Except(seen)));
    }

    /// <summary>One field at a time.</summary>
    [DataTestMethod]
    [DataRow("txid", (int)HsmdType.SignRemoteCommitmentTx, "second-opinion", "transaction id")]
    [DataRow("psbt", (int)HsmdType.SignRemoteCommitmentTx, "second-opinion", "in the PSBT")]
    [DataRow("no psbt", (int)HsmdType.SignRemoteCommitmentTx, "second-opinion", "missing")]
    [DataRow("sighash", (int)HsmdType.SignRemoteCommitmentTx, "second-opinion", "hash to sign")]
    [DataRow("signature", (int)HsmdType.SignRemoteCommitmentTx, "second-opinion", "rejects the device's signature")]
    [DataRow("trouble", (int)HsmdType.SignRemoteCommitmentTx, "second-opinion", "cannot judge")]
    [DataRow("away", (int)HsmdType.SignRemoteCommitmentTx, "second-opinion-away", "no answer")]
    [DataRow("txid", (int)HsmdType.SignWithdrawal, "second-opinion", "transaction id")]
    [DataRow("sighash", (int)HsmdType.SignWithdrawal, "second-opinion", "hash to sign")]
    [DataRow("signature", (int)HsmdType.SignWithdrawal, "second-opinion", "rejects the device's signature")]
    [DataRow("away", (int)HsmdType.SignWithdrawal, "second-opinion-away", "no answer")]
    public void ADifferenceStopsTheReply(string difference, int type, string tag, string sentence)
    {
        Transcript transcript = Recordings.Named("01-basic-A");
        using TestSigner signer = new(transcript.SecretFile);
        OwnOpinion second = new();
        NodeSession session = new(signer.Client, settings: new BridgeSettings { SecondOpinion = second });
        foreach (TranscriptEntry earlier in transcript.Requests().TakeWhile(entry => entry.Number() != type))
        {
            session.Answer(earlier);
        }

        TranscriptEntry asked = transcript.Requests().First(entry => entry.Number() == type);
        second.Says = (_, opinion) => Changed(difference, opinion);
        HsmdAnswer answer = session.Answer(asked);
        Assert.AreEqual(HsmdAnswerKind.Failed, answer.Kind);
        Assert.AreEqual(tag, answer.Tag);
        StringAssert.Contains(answer.Sentence, sentence);
        Assert.AreEqual(difference == "away", answer.IsPassing);
        byte[] unsigned = asked.Request[Math.Max(0, asked.Request.AsSpan().IndexOf("psbt"u8))..];
        Assert.IsTrue(answer.Bytes == null || answer.Bytes[6..].AsSpan().SequenceEqual(unsigned), "the PSBT comes back as it was");

        second.Says = (_, opinion) => opinion;
        CollectionAssert.AreEqual(asked.Reply, session.Answer(asked).Bytes, "and nothing is lost");
    }

    /// <summary>The library itself, where the adapter was built: HOLDFAST_NBITCOIN is the path of holdfast-nbitcoin.</summary>
    [TestMethod]
    public void NBitcoinAgreesWithEveryRecordedSession()
    {
        using ISecondOpinion second = NBitcoin();
        foreach (Transcript transcript in Recordings.All)
        {
            using TestSigner signer = new(transcript.SecretFile);
            ReplayResult result = TranscriptReplay.Run(
                transcript, transcript.Name, () => new NodeSession(signer.Client, settings: new BridgeSettings { SecondOpinion = second }));
            Assert.AreEqual("", string.Join("; ", result.Different.Select(difference => $"{transcript.Name} #{difference.N}: {difference.Actual}")));
            Assert.AreEqual(ReplayTests.Refusals(transcript.Name), string.Join("; ", result.Refused.Select(refusal => $"#{refusal.N} {refusal.Tag}")), transcript.Name);
        }
    }

    /// <summary>It notices what Holdfast would notice: each change of a question it agreed with is another transaction, another hash, or no signature.</summary>
    [TestMethod]
    public void NBitcoinNoticesEveryChange()
    {
        using ISecondOpinion second = NBitcoin();
        Transcript transcript = Recordings.Named("01-basic-A");
        using TestSigner signer = new(transcript.SecretFile);
        List<SpendQuestion> questions = [];
        OwnOpinion listener = new()
        {
            Says = (question, opinion) =>
            {
                questions.Add(question);
                return opinion;
            },
        };
        NodeSession session = new(signer.Client, settings: new BridgeSettings { SecondOpinion = listener });
        foreach (TranscriptEntry entry in transcript.Requests())
        {
            session.Answer(entry);
        }

        foreach (SpendQuestion question in new[] { questions.First(of => of.Key.Length == 32), questions.First(of => of.WitnessScript.Length > 0) })
        {
            SpendOpinion good = second.Judge(question);
            Assert.IsTrue(good.IsSigned && good.Trouble.Length == 0, good.Trouble);
            SpentInput input = question.Inputs[question.InputIndex];
            foreach (SpendQuestion changed in new[]
            {
                question with { Version = 1 }, question with { Locktime = question.Locktime ^ 1 }, question with { Outputs = [.. question.Outputs, new PaidOutput(1, [0x51])] },
                question with { Outputs = [question.Outputs[0] with { Sat = question.Outputs[0].Sat + 1 }, .. question.Outputs[1..]] },
                question with { Inputs = [.. question.Inputs.Select(other => other == input ? other with { Sat = other.Sat + 1 } : other)] },
                question with { Inputs = [.. question.Inputs.Select(other => other == input ? other with { Sequence = other.Sequence ^ 1 } : other)] },
                question with { Inputs = [.. question.Inputs.Select(other => other == input ? other with { Script = Flipped(other.Script) } : other)] },
                question with { Signature = Flipped(question.Signature) },
                question with { Key = questions.First(of => of.Key.Length == question.Key.Length && !of.Key.SequenceEqual(question.Key)).Key },
            })
            {
                Assert.IsFalse(second.Judge(changed).IsSigned);
            }

            CollectionAssert.AreNotEqual(good.Txid, second.Judge(question with { Locktime = question.Locktime ^ 1 }).Txid);
            byte[] otherPsbt = [.. question.Psbt];
            otherPsbt[question.Psbt.AsSpan().IndexOf((ReadOnlySpan<byte>)[2, 0, 0, 0])] ^= 1;
            CollectionAssert.AreNotEqual(good.PsbtTxid, second.Judge(question with { Psbt = otherPsbt }).PsbtTxid);
        }

        Assert.AreEqual("wpkh(0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798)#", second.Describe(new ScriptQuestion(
            "bc", Convert.FromHexString("0014751e76e8199196d454941c45d1b3a323f1433bd6"), Convert.FromHexString("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"))).Descriptor[..^8]);
        Assert.AreEqual("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", second.Describe(new ScriptQuestion("bc", Convert.FromHexString("0014751e76e8199196d454941c45d1b3a323f1433bd6"), [])).Address);
        Assert.AreNotEqual("", second.Describe(new ScriptQuestion("bc", Convert.FromHexString("0014751e76e8199196d454941c45d1b3a323f1433bd7"), questions[0].Key)).Trouble);
    }

    private static OpinionProcess NBitcoin()
    {
        string? path = Environment.GetEnvironmentVariable("HOLDFAST_NBITCOIN");
        if (string.IsNullOrEmpty(path))
        {
            Assert.Inconclusive("no NBitcoin: build host/NBitcoin, and name its program in HOLDFAST_NBITCOIN");
        }

        return OpinionProcess.Open(path!);
    }

    private static SpendOpinion Changed(string difference, SpendOpinion opinion) => difference switch
    {
        "txid" => opinion with { Txid = Flipped(opinion.Txid) },
        "psbt" => opinion with { PsbtTxid = Flipped(opinion.PsbtTxid) },
        "no psbt" => opinion with { PsbtTxid = [] },
        "sighash" => opinion with { Sighash = Flipped(opinion.Sighash) },
        "signature" => opinion with { IsSigned = false },
        "trouble" => SpendOpinion.Unable("it does not know this script"),
        "away" => throw new OpinionAwayException("no answer"),
        _ => throw new ArgumentException(difference),
    };

    private static byte[] Flipped(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
}
