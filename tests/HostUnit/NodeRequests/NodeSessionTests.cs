using Holdfast.DeviceLink;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>What the recorded sessions do not show: answers to wrong, forbidden and lying requests.</summary>
[TestClass]
public class NodeSessionTests
{
    private static readonly Transcript s_transcript = Recordings.Named("02-forward-A");

    [TestMethod]
    public void SignatureThatDoesNotFitTheNodesTransactionStaysHere()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        TranscriptEntry sign = PlayUpTo(session, HsmdType.SignRemoteCommitmentTx);

        // The same numbers in a transaction of another version: the device rebuilds the right one, and that is not what the node would send.
        byte[] lie = [.. sign.Request];
        foreach (int at in Occurrences(lie, [2, 0, 0, 0, 1]))
        {
            lie[at] = 1;
        }

        HsmdAnswer answer = session.Handle(sign.Client!.ToHsmd(), lie);
        Assert.AreEqual(HsmdAnswerKind.Failed, answer.Kind);
        Assert.AreEqual("mismatch", answer.Tag);
        Assert.IsNull(answer.Bytes);

        CollectionAssert.AreEqual(sign.Reply, session.Answer(sign).Bytes, "the honest request still gets its signature");
    }

    [TestMethod]
    public void TransactionAndPsbtThatDifferAreMalformed()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        TranscriptEntry sign = PlayUpTo(session, HsmdType.SignRemoteCommitmentTx);
        byte[] lie = [.. sign.Request];
        lie[Occurrences(lie, [2, 0, 0, 0, 1])[0]] = 1;
        HsmdAnswer answer = session.Handle(sign.Client!.ToHsmd(), lie);
        Assert.AreEqual("malformed", answer.Tag);
    }

    [TestMethod]
    public void RefusedWithdrawalComesBackUnsigned()
    {
        using TestSigner signer = new(Recordings.Named("01-basic-A").SecretFile, isApproved: false);
        NodeSession session = new(signer.Client);
        Transcript basic = Recordings.Named("01-basic-A");
        foreach (TranscriptEntry entry in basic.Requests().TakeWhile(entry => entry.N < 189))
        {
            session.Answer(entry);
        }

        TranscriptEntry withdraw = basic.Requests().Single(entry => entry.N == 189);
        HsmdAnswer answer = session.Answer(withdraw);
        Assert.AreEqual(HsmdAnswerKind.Refused, answer.Kind);
        byte[] psbt = withdraw.Request[withdraw.Request.AsSpan().IndexOf("psbt"u8)..];
        CollectionAssert.AreEqual(psbt, answer.Bytes![6..], "the node's own PSBT, unsigned");
        Assert.AreEqual((byte)HsmdType.SignWithdrawalReply, answer.Bytes![1]);
    }

    [DataTestMethod]
    [DataRow(5u, 6u, 114)]
    [DataRow(6u, 9u, 114)]
    [DataRow(4u, 5u, 115)]
    [DataRow(7u, 9u, 115)]
    public void VersionIsNegotiated(uint min, uint max, int reply)
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        byte[] init = [.. s_transcript.Requests().First(entry => entry.Number() == (int)HsmdType.Init).Request];
        init[^5] = (byte)min;
        init[^1] = (byte)max;
        HsmdAnswer answer = new NodeSession(signer.Client).Handle(HsmdClient.Lightningd, init);
        Assert.AreEqual((byte)reply, answer.Bytes![1]);
        Assert.IsTrue(reply != 114 || answer.Bytes![5] == 6);
    }

    [TestMethod]
    public void SecretsOfLightningdAreNotTaken()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        byte[] init = s_transcript.Requests().First(entry => entry.Number() == (int)HsmdType.Init).Request;

        // Type, two versions, chain: then the flag of the first optional secret.
        const int FlagAt = 2 + 4 + 4 + 32;
        byte[] withSecret = [.. init[..FlagAt], 1, .. new byte[32], .. init[(FlagAt + 1)..]];
        HsmdAnswer answer = new NodeSession(signer.Client).Handle(HsmdClient.Lightningd, withSecret);
        Assert.AreEqual((byte)HsmdType.InitReplyFailure, answer.Bytes![1]);
    }

    [TestMethod]
    public void ANodeOnAnotherChainStops()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        byte[] init = [.. s_transcript.Requests().First(entry => entry.Number() == (int)HsmdType.Init).Request];
        ChainHash.Of(Network.Bitcoin).CopyTo(init, 2 + 4 + 4);
        HsmdAnswer answer = new NodeSession(signer.Client).Handle(HsmdClient.Lightningd, init);
        Assert.AreEqual((byte)HsmdType.InitReplyFailure, answer.Bytes![1]);
    }

    [TestMethod]
    public void WrongWalletKeyIsToldSo()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        NodeSession session = new(signer.Client);
        byte[] check = [.. s_transcript.Requests().First(entry => entry.Number() == (int)HsmdType.CheckPubkey).Request];
        Assert.AreEqual(1, session.Handle(HsmdClient.Lightningd, check).Bytes![2]);
        check[5]++;
        Assert.AreEqual(0, session.Handle(HsmdClient.Lightningd, check).Bytes![2], "another index");
        check[5]--;
        check[1] = (byte)HsmdType.CheckBip86Pubkey;
        Assert.AreEqual(0, session.Handle(HsmdClient.Lightningd, check).Bytes![2], "no BIP 86 wallet behind a raw secret");
    }

    [TestMethod]
    public void ChannelRequestOnASocketWithoutAChannelIsAProtocolError()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        HsmdClient client = new(new byte[33], 0, (HsmdPermissions)447);
        Assert.AreEqual("protocol", new NodeSession(signer.Client).Handle(client, [0, 18, 0, 0, 0, 0, 0, 0, 0, 0]).Tag);
    }

    [TestMethod]
    public void NobodyButLightningdBecomesMaster()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        byte[] request = [0, 9, .. s_transcript.Requests().First(entry => entry.Number() == 9).Request[2..43], 0, 0, 0, 0, 0, 0, 4, 3];
        HsmdAnswer answer = new NodeSession(signer.Client).Handle(HsmdClient.Lightningd, request);
        Assert.AreEqual("protocol", answer.Tag);
        Assert.IsNull(answer.NewClient);
    }

    [TestMethod]
    public void WithheldWatchtowerPenaltyIsAPlaceholder()
    {
        Transcript transcript = Recordings.Named("07-penalty-B");
        using TestSigner signer = new(transcript.SecretFile);
        BridgeSettings settings = new() { WithholdPenaltyForWatchtowers = true };
        ReplayResult result = TranscriptReplay.Run(transcript, transcript.Name, () => new NodeSession(signer.Client, null, settings));
        Assert.AreEqual(transcript.Requests().Count(entry => entry.Number() == (int)HsmdType.SignPenaltyToUs), result.Withheld.Count);
        Assert.IsTrue(result.IsClean, "real penalties (144) are signed all the same");
    }

    [TestMethod]
    public void BlankDeviceMakesInitFail()
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings());
        using SignerClient blank = new(new InProcessTransport(device), new SignerClientSettings { HostHalf = new byte[32] });
        TranscriptEntry init = s_transcript.Requests().First(entry => entry.Number() == (int)HsmdType.Init);
        HsmdAnswer answer = new NodeSession(blank).Answer(init);
        Assert.AreEqual(HsmdAnswerKind.Failed, answer.Kind);
        Assert.AreEqual("device-not-ready", answer.Tag);
        Assert.AreEqual((byte)HsmdType.InitReplyFailure, answer.Bytes![1]);
    }

    [TestMethod]
    public void DeveloperModeDeclinesPreapprovalsAndHidesTheirCheck()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        TranscriptEntry init = s_transcript.Requests().First(entry => entry.Number() == (int)HsmdType.Init);
        TranscriptEntry preapproval = Recordings.WithNumber((int)HsmdType.PreapproveInvoiceCheck).First();
        NodeSession plain = new(signer.Client);
        byte[] usual = plain.Handle(HsmdClient.Lightningd, init.Request).Bytes!;
        Assert.AreEqual(1, plain.Handle(HsmdClient.Lightningd, preapproval.Request).Bytes![^1]);

        NodeSession developer = new(signer.Client);
        Assert.AreEqual(HsmdAnswerKind.NoReply, developer.Handle(HsmdClient.Lightningd, [0, 99, 1, 1, 1, 3, 1, 1, 5, 1, 0]).Kind);
        byte[] reduced = developer.Handle(HsmdClient.Lightningd, init.Request).Bytes!;
        Assert.AreEqual(usual.Length - 8, reduced.Length, "two capabilities fewer");
        Assert.AreEqual(0, developer.Handle(HsmdClient.Lightningd, preapproval.Request).Bytes![^1]);
        Assert.AreEqual(HsmdAnswerKind.Failed, developer.Handle(HsmdClient.Lightningd, [0, 99, 1, 1, 2]).Kind);
    }

    [TestMethod]
    public void ForcedSecretsOfDeveloperModeAreRefusedAtInitWithASentence()
    {
        using TestSigner signer = new(s_transcript.SecretFile);
        TranscriptEntry init = s_transcript.Requests().First(entry => entry.Number() == (int)HsmdType.Init);

        // Versions of the public key and chain (42 bytes with the type), then hsm_encryption_key, then dev_force_privkey.
        byte[] forced = [.. init.Request[..43], 1, .. new byte[32], .. init.Request[44..]];
        HsmdAnswer answer = new NodeSession(signer.Client).Handle(HsmdClient.Lightningd, forced);
        Assert.AreEqual((byte)HsmdType.InitReplyFailure, answer.Bytes![1]);
        StringAssert.Contains(System.Text.Encoding.UTF8.GetString(answer.Bytes), "dev-force-privkey");
    }

    [TestMethod]
    public void SighashOfAnAnchorsHtlcCommitsToItsOwnOutputOnly()
    {
        TranscriptEntry entry = Recordings.WithNumber((int)HsmdType.SignRemoteHtlcTx).First();
        HsmdReader reader = new(entry.Request);
        reader.Type();
        SpendingTransaction spending = reader.Transaction();
        byte[] script = reader.Blob();
        byte[] single = SignatureHash.Bip143(spending.Transaction, 0, script, 1, SignatureHash.SingleAnyoneCanPay);
        CollectionAssert.AreNotEqual(single, SignatureHash.Bip143(spending.Transaction, 0, script, 1, SignatureHash.All));
        Assert.ThrowsException<ArgumentOutOfRangeException>(() => SignatureHash.Bip143(spending.Transaction, 0, script, 1, 0x02));
    }

    private static TranscriptEntry PlayUpTo(NodeSession session, HsmdType type)
    {
        foreach (TranscriptEntry entry in s_transcript.Requests())
        {
            if (entry.Number() == (int)type)
            {
                return entry;
            }

            session.Answer(entry);
        }

        throw new AssertFailedException("the transcript has no " + type);
    }

    private static List<int> Occurrences(byte[] bytes, byte[] pattern)
    {
        List<int> found = [];
        for (int at = 0; at <= bytes.Length - pattern.Length; at++)
        {
            if (bytes.AsSpan(at, pattern.Length).SequenceEqual(pattern))
            {
                found.Add(at);
            }
        }

        return found;
    }
}
