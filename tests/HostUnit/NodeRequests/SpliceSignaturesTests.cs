using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>The PSBT of a splice that this node starts: the placeholder that channeld stored in it, and the signature that takes its place.</summary>
[TestClass]
public class SpliceSignaturesTests
{
    private const int EarlyRequest = 92;

    /// <summary>The first request that gets the real signature.</summary>
    public const int LateRequest = 97;

    private static readonly Transcript s_transcript = Recordings.Named("08-splice-A");

    [TestMethod]
    public void ThePlaceholderIsReplacedOnceOurCommitmentOfTheNewFundingIsHeld()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        byte[] holderPoint = PlayUntil(session, LateRequest);
        foreach (bool isVersion2 in new[] { false, true })
        {
            Psbt splice = EarlyPsbt(holderPoint, isVersion2);
            (byte[]? complete, string sentence) = session.CompleteSplice(splice.Serialize());
            Assert.IsNotNull(complete, sentence);

            byte[] recorded = Entry(LateRequest).Reply![2..66];
            Psbt signed = Psbt.Parse(complete);
            byte[]? signature = signed.Inputs[InputOf(splice)].Find(PsbtField.InputPartialSignature, holderPoint);
            CollectionAssert.AreEqual((byte[])[.. DerSignature.Encode(recorded), SignatureHash.All], signature, "the signature that the stock signer gave");
            CollectionAssert.AreEqual(splice.Transaction.Serialize(), signed.Transaction.Serialize());
            CollectionAssert.AreEqual(complete, session.CompleteSplice(complete).Psbt, "nothing left to replace");
        }
    }

    [TestMethod]
    public void APlaceholderInAFinishedWitnessIsReplacedToo()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        byte[] holderPoint = PlayUntil(session, LateRequest);
        Psbt splice = EarlyPsbt(holderPoint, true);
        byte[] script = Parsed(LateRequest).Spending.Psbt.Inputs[InputOf(splice)].Find(PsbtField.InputWitnessScript)!;
        byte[] signature = SignTxReply.InPsbt(Entry(LateRequest).Reply![2..66]);
        splice.Inputs[InputOf(splice)].Put(PsbtField.InputPartialSignature, holderPoint, signature);
        splice.Inputs[InputOf(splice)].Put(PsbtField.InputFinalWitness, [], Witness(SignTxReply.PlaceholderInPsbt));
        (byte[]? complete, string sentence) = session.CompleteSplice(splice.Serialize());
        Assert.IsNotNull(complete, sentence);
        CollectionAssert.AreEqual(Witness(signature), Psbt.Parse(complete).Inputs[InputOf(splice)].Find(PsbtField.InputFinalWitness));

        byte[] Witness(byte[] ours) => [4, 0, (byte)ours.Length, .. ours, 3, 7, 7, 7, (byte)script.Length, .. script];
    }

    [TestMethod]
    public void BeforeThatTheCallIsRefusedWithASentence()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        byte[] holderPoint = PlayUntil(session, EarlyRequest + 2);
        (byte[]? complete, string sentence) = session.CompleteSplice(EarlyPsbt(holderPoint, false).Serialize());
        Assert.IsNull(complete);
        StringAssert.Contains(sentence, "holdfast-splice-countersigned");
    }

    [TestMethod]
    public void APlaceholderOfAnEarlierProcessNeverLeaves()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        byte[] holderPoint = PlayUntil(new NodeSession(signer.Client), LateRequest);
        (byte[]? complete, string sentence) = new NodeSession(signer.Client).CompleteSplice(EarlyPsbt(holderPoint, false).Serialize());
        Assert.IsNull(complete);
        StringAssert.Contains(sentence, "restarted");
    }

    [TestMethod]
    public void WithoutThePluginTheEarlyRequestSaysThatTheSpliceWillNotBroadcast()
    {
        foreach (bool hasPlugin in new[] { false, true })
        {
            using TestSigner signer = new(s_transcript.SecretFile);
            NodeSession session = new(signer.Client) { HasPlugin = hasPlugin };
            PlayUntil(session, EarlyRequest);
            HsmdAnswer answer = session.Answer(Entry(EarlyRequest));
            Assert.AreEqual(HsmdAnswerKind.Withheld, answer.Kind);
            Assert.AreEqual(!hasPlugin, answer.Tag == NodeSession.SpliceWithoutPlugin);
            StringAssert.Contains(answer.Sentence, hasPlugin ? "splice_signed" : "its own broadcast will fail");
        }
    }

    [TestMethod]
    public void WhatIsNoPsbtIsASentenceToo()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        byte[] good = EarlyPsbt(PlayUntil(session, LateRequest), true).Serialize();
        for (int length = 0; length < good.Length; length++)
        {
            Assert.IsNull(session.CompleteSplice(good[..length]).Psbt);
        }
    }

    private static TranscriptEntry Entry(int number) => s_transcript.Entries.Single(entry => entry.N == number);

    /// <summary>Everything before the request of this number; returns the holder's funding key of the spliced channel.</summary>
    private static byte[] PlayUntil(NodeSession session, int number)
    {
        foreach (TranscriptEntry entry in s_transcript.Requests().TakeWhile(entry => entry.N < number))
        {
            session.Answer(entry);
        }

        return HolderPoint();
    }

    /// <summary>The PSBT that the owner would hand to `splice_signed`, and the same with the signature that the stock signer gave.</summary>
    public static (byte[] Withheld, byte[] Complete) WithheldAndComplete()
    {
        Psbt withheld = EarlyPsbt(HolderPoint(), false);
        Psbt complete = EarlyPsbt(HolderPoint(), false);
        complete.Inputs[InputOf(complete)].Put(PsbtField.InputPartialSignature, HolderPoint(), SignTxReply.InPsbt(Entry(LateRequest).Reply![2..66]));
        return (withheld.Serialize(), complete.Serialize());
    }

    /// <summary>The holder's funding key: the one in the funding script, which a later PSBT names, that is not the peer's.</summary>
    private static byte[] HolderPoint()
    {
        SignSpliceTx late = Parsed(LateRequest);
        byte[] script = late.Spending.Psbt.Inputs[late.InputIndex].Find(PsbtField.InputWitnessScript)!;
        byte[] first = script[2..35];
        return first.AsSpan().SequenceEqual(late.CounterpartyFundingPoint) ? script[36..69] : first;
    }

    private static SignSpliceTx Parsed(int number)
    {
        HsmdReader reader = new(Entry(number).Request);
        reader.Type();
        return SignSpliceTx.Parse(reader);
    }

    private static int InputOf(Psbt _) => (int)Parsed(EarlyRequest).InputIndex;

    /// <summary>The PSBT of the early request, with the placeholder where channeld puts what it got.</summary>
    private static Psbt EarlyPsbt(byte[] holderPoint, bool isVersion2)
    {
        SignSpliceTx early = Parsed(EarlyRequest);
        Psbt psbt = early.Spending.Psbt;
        psbt.Inputs[early.InputIndex].Put(PsbtField.InputPartialSignature, holderPoint, SignTxReply.PlaceholderInPsbt);
        return isVersion2 ? ToVersion2(psbt) : psbt;
    }

    /// <summary>The same PSBT in the form of BIP 370, built from the BIP's field list.</summary>
    private static Psbt ToVersion2(Psbt psbt)
    {
        Transaction transaction = psbt.Transaction;
        for (int i = 0; i < psbt.Inputs.Length; i++)
        {
            psbt.Inputs[i].Put(0x0e, [], transaction.Inputs[i].Txid);
            psbt.Inputs[i].Put(0x0f, [], BitConverter.GetBytes(transaction.Inputs[i].Vout));
            psbt.Inputs[i].Put(0x10, [], BitConverter.GetBytes(transaction.Inputs[i].Sequence));
        }

        for (int i = 0; i < psbt.Outputs.Length; i++)
        {
            psbt.Outputs[i].Put(0x03, [], BitConverter.GetBytes(transaction.Outputs[i].AmountSat));
            psbt.Outputs[i].Put(0x04, [], transaction.Outputs[i].Script);
        }

        BitcoinWriter writer = new();
        writer.Bytes([0x70, 0x73, 0x62, 0x74, 0xff]);
        (byte Field, byte[] Value)[] global =
        [
            (0x02, BitConverter.GetBytes(transaction.Version)), (0x03, BitConverter.GetBytes(transaction.Locktime)),
            (0x04, [(byte)psbt.Inputs.Length]), (0x05, [(byte)psbt.Outputs.Length]), (0xfb, [2, 0, 0, 0]),
        ];
        foreach ((byte field, byte[] value) in global)
        {
            writer.Blob([field]);
            writer.Blob(value);
        }

        writer.U8(0);
        foreach (PsbtMap map in psbt.Inputs.Concat(psbt.Outputs))
        {
            map.Write(writer);
        }

        return Psbt.Parse(writer.ToArray());
    }
}
