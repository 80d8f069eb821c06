using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.HostUnit.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.NodeRequests;
using Holdfast.NodeRequests.Bitcoin;
using Holdfast.NodeRequests.Hsmd;
using Holdfast.NodeRequests.Replay;
using Holdfast.NodeRequests.Translation;
using Holdfast.NodeRequests.Wire;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.HostUnit.NodeRequests;

/// <summary>What a node, a peer or a device can make the bridge do: bounded work, an answer to everything, and nothing blamed on the wrong one.</summary>
[TestClass]
public class BoundsTests
{
    /// <summary>Index 100,000 cost 11 seconds and 1.7 GB: every key below it was derived.</summary>
    [TestMethod]
    public void WalletIndexIsLookedUpAndNotSearchedFor()
    {
        int derived = 0;
        WalletScripts scripts = new(index => Derive(index, ref derived), key => key[1..]);
        byte[] wanted = ScriptShape.P2wpkh(Derive(100_000, ref derived));
        derived = 0;
        Assert.IsTrue(scripts.IsOf(wanted, 100_000));
        Assert.IsFalse(scripts.IsOf(wanted, 99_999));
        scripts.Saw(100_000);
        Assert.AreEqual(100_000u, scripts.Find(wanted));
        Assert.AreEqual(100_007u, scripts.Find(ScriptShape.P2wpkh(Derive(100_007, ref derived))), "the gap beyond it");
        Assert.AreEqual(3u, scripts.Find(ScriptShape.P2wpkh(Derive(3, ref derived))), "the first ones");
        Assert.IsTrue(derived < 200, derived + " keys derived");
    }

    [TestMethod]
    public void WalletIndexesThatANodeNamesAreBounded()
    {
        int derived = 0;
        WalletScripts scripts = new(index => Derive(index, ref derived), key => key[1..]);
        for (uint index = 0; index < 200_000; index++)
        {
            scripts.Saw(index * 10_000);
        }

        scripts.Saw(uint.MaxValue);
        Assert.IsNull(scripts.Find(new byte[22]));
        Assert.IsTrue(derived <= 100_000, derived + " keys derived");
    }

    /// <summary>A map that holds nothing took a byte of the PSBT and 150 of memory, for a million of them.</summary>
    [TestMethod]
    [DataRow(PsbtField.GlobalInputCount)]
    [DataRow(PsbtField.GlobalOutputCount)]
    public void PsbtOfEmptyMapsIsMalformedBeforeAnythingIsMadeForThem(byte counted)
    {
        const int Count = 1_000_000;
        BitcoinWriter writer = new();
        writer.Bytes([0x70, 0x73, 0x62, 0x74, 0xff]);
        byte[] count = [0xfe, .. BitConverter.GetBytes(Count)];
        byte other = counted == PsbtField.GlobalInputCount ? PsbtField.GlobalOutputCount : PsbtField.GlobalInputCount;
        foreach ((byte field, byte[] value) in new (byte, byte[])[] { (PsbtField.GlobalVersion, [2, 0, 0, 0]), (counted, count), (other, [0]) })
        {
            writer.Blob([field]);
            writer.Blob(value);
        }

        writer.Bytes(new byte[1 + Count]);
        byte[] psbt = writer.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<MalformedException>(() => Psbt.Parse(psbt));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsTrue(allocated < 1_000_000, allocated + " bytes");
    }

    [TestMethod]
    public void TransactionWithoutInputsIsMalformedAndNotADefect()
    {
        byte[] transaction = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] psbt = [.. "psbt"u8, 0xff, 1, 0, 10, .. transaction, 0];
        HsmdWriter writer = new HsmdWriter(HsmdType.SignCommitmentTx).Bytes([2, .. new byte[32]]).U32(0).U32(1)
            .LongBlob(transaction).LongBlob(psbt).Bytes([2, .. new byte[32]]).U32(0).U32(0);
        using TestSigner signer = new([.. Enumerable.Repeat((byte)0x11, 32)]);
        HsmdAnswer answer = new NodeSession(signer.Client).Handle(HsmdClient.Lightningd, writer.ToArray());
        Assert.AreEqual("malformed", answer.Tag);
    }

    /// <summary>Before, the node was blamed for it, and the process ended.</summary>
    [TestMethod]
    public void ReplyOfTheDeviceThatCannotBeReadIsTheDevicesFaultAndMayPass()
    {
        LedgerFirmware.Ledger ledger = new() { IsTerse = true };
        using SignerClient client = new(new InProcessTransport(LedgerFirmware.NewDevice(ledger)), new SignerClientSettings { HostHalf = ledger.HostHalf });
        HsmdAnswer answer = new NodeSession(client).Handle(HsmdClient.Lightningd, [0, 23, 0, 1, 7]);
        Assert.AreEqual(HsmdAnswerKind.Failed, answer.Kind);
        Assert.AreEqual("device-reply", answer.Tag);
        Assert.IsTrue(answer.IsPassing);
    }

    /// <summary>The device signed a lease's opening before, and the bridge found that it did not fit.</summary>
    [TestMethod]
    public void LeaseIsRefusedAtSetUpBeforeTheDeviceIsAsked()
    {
        SimulatedDevice device = new(new SimulatedStorage(), new SimulatedDeviceSettings());
        using SignerClient client = new(new InProcessTransport(device), new SignerClientSettings());
        HsmdClient dualopend = new([2, .. new byte[32]], 1, (HsmdPermissions)344);
        byte[] request = new HsmdWriter(HsmdType.SignOptionWillFundOffer).Bytes([2, .. new byte[32]]).U32(900_000).U32(0).U16(0).ToArray();
        HsmdAnswer answer = new NodeSession(client).Handle(dualopend, request);
        Assert.AreEqual(HsmdAnswerKind.Refused, answer.Kind);
        Assert.AreEqual("bridge-lease", answer.Tag);
        Assert.IsNull(answer.Bytes, "dualopend ends");
        Assert.IsNull(client.Device, "the device was not even greeted");
    }

    /// <summary>The buyer's side: nothing in 31 tells, but the first commitment locks the seller's output for four weeks.</summary>
    [TestMethod]
    [DataRow(1u, false)]
    [DataRow(2u, true)]
    [DataRow(4032u, true)]
    public void CommitmentWithTheLockOfALeaseIsRefused(uint blocks, bool isLease)
    {
        byte[] key = [2, .. Enumerable.Repeat((byte)7, 32)];
        byte[] script = ScriptShape.ToRemoteAnchors(key, blocks);
        Assert.AreEqual(blocks, ScriptShape.Lock(script));
        SpendingTransaction spending = Paying(script);
        if (isLease)
        {
            Assert.AreEqual("bridge-lease", Assert.ThrowsExactly<BridgeRefusalException>(() => NodeCommitment.Read(spending, isHolders: true, [], new())).Tag);
        }
        else
        {
            Lightning.CommitmentFields content = new();
            NodeCommitment.Read(spending, isHolders: true, [], content);
            Assert.AreEqual(5000UL, content.ToCounterpartySat);
        }
    }

    /// <summary>A node of many channels writes more than 200 intents while one of its daemons waits.</summary>
    [TestMethod]
    public void HtlcSignaturesAreFoundBehindHundredsOfOtherIntents()
    {
        using TemporaryFolder folder = new();
        Transcript transcript = Recordings.Named("02-forward-A");
        using TestSigner signer = new(transcript.SecretFile);
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        NodeSession session = new(signer.Client, intents);
        TranscriptEntry[] entries = [.. transcript.Requests()];
        int htlc = Array.FindIndex(entries, entry => entry.Number() == (int)HsmdType.SignRemoteHtlcTx);
        foreach (TranscriptEntry entry in entries[..htlc])
        {
            session.Answer(entry);
        }

        for (int i = 0; i < 300; i++)
        {
            intents.Complete(intents.Begin(new Intent([1, 2, 3], "other", [(byte)i, (byte)(i >> 8)])), [], []);
        }

        CollectionAssert.AreEqual(entries[htlc].Reply, new NodeSession(signer.Client, intents).Answer(entries[htlc]).Bytes);
    }

    /// <summary>
    /// The bridge died after the device had signed; the node repeats the request, and now the device is locked. The intent was open before, so it
    /// stays: it is the only record of what may have been promised.
    /// </summary>
    [TestMethod]
    public void IntentOfAnEarlierLifeIsNotAbandonedWhenItsRepetitionGoesNowhere()
    {
        using TemporaryFolder folder = new();
        Transcript transcript = Recordings.Named("02-forward-A");
        using IntentStore intents = RecoveredLog.Open(folder.File("intents.db"));
        SimulatedDevice blank = new(new SimulatedStorage(), new SimulatedDeviceSettings());
        using SignerClient client = new(new InProcessTransport(blank), new SignerClientSettings());
        TranscriptEntry sign = transcript.Requests().First(entry => entry.Number() == (int)HsmdType.RevokeCommitmentTx);
        HsmdReader reader = new(sign.Request);
        reader.Type();
        ChannelName channel = new(sign.Client!.Peer, sign.Client.Dbid);
        byte[] encoded = new RevokeHolderCommitment { ChannelId = channel.Id, Number = RevokeCommitmentTx.Parse(reader).Number }.Encode();
        intents.Begin(new Intent(channel.ToBytes(), nameof(MessageId.RevokeHolderCommitment), encoded));

        HsmdAnswer answer = new NodeSession(client, intents).Answer(sign);
        Assert.AreEqual("device-not-ready", answer.Tag);
        CollectionAssert.AreEqual(encoded, intents.Pending().Single().Intent.Request);
    }

    /// <summary>lightningd exits when it cannot finalise the PSBT that comes back for 149, so the one of last resort is complete in form.</summary>
    [TestMethod]
    public void RefusedHtlcFeesComeBackWithASignatureInEveryInput()
    {
        foreach (TranscriptEntry entry in Recordings.WithNumber((int)HsmdType.SignHtlcTxMingle))
        {
            HsmdReader reader = new(entry.Request);
            reader.Type();
            SignHtlcTxMingle request = SignHtlcTxMingle.Parse(reader);
            HsmdReader reply = new(request.LastResort(isPassing: false));
            Assert.AreEqual(HsmdType.SignHtlcTxMingleReply, reply.Type());
            Psbt psbt = reply.Psbt();
            Psbt signed = SignedPsbt(entry.Reply!);
            for (int i = 0; i < psbt.Inputs.Length; i++)
            {
                Assert.AreEqual(signed.Inputs[i].All(PsbtField.InputPartialSignature).Count(), psbt.Inputs[i].All(PsbtField.InputPartialSignature).Count());
                byte[]? taproot = psbt.Inputs[i].Find(PsbtField.InputTaprootSignature);
                Assert.AreEqual(signed.Inputs[i].Find(PsbtField.InputTaprootSignature) != null, taproot != null);
                Assert.IsTrue(taproot == null || taproot.All(b => b == 1), "never a valid signature");
            }
        }
    }

    private static Psbt SignedPsbt(byte[] reply)
    {
        HsmdReader reader = new(reply);
        reader.Type();
        return reader.Psbt();
    }

    /// <summary>A transaction with one input and one output of 5,000 satoshi to this witness script, and its PSBT.</summary>
    private static SpendingTransaction Paying(byte[] witnessScript)
    {
        BitcoinWriter writer = new();
        writer.U32(2);
        writer.CompactSize(1);
        writer.Bytes(new byte[36]);
        writer.U8(0);
        writer.U32(0x80000000);
        writer.CompactSize(1);
        writer.U64(5000);
        writer.Blob(ScriptShape.P2wsh(witnessScript));
        writer.U32(0x20000000);
        byte[] transaction = writer.ToArray();
        byte[] psbt = [.. "psbt"u8, 0xff, 1, 0, (byte)transaction.Length, .. transaction, 0, 0, 1, 1, (byte)witnessScript.Length, .. witnessScript, 0];
        return new SpendingTransaction(Transaction.Parse(transaction), Psbt.Parse(psbt));
    }

    private static byte[] Derive(uint index, ref int count)
    {
        count++;
        byte[] key = new byte[33];
        key[0] = 2;
        BitConverter.TryWriteBytes(key.AsSpan(1), index);
        return key;
    }
}
