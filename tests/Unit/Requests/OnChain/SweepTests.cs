using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>
/// Channel money comes home: every script is built by the test from public keys, every signature verified under the key in it, and every field
/// broken once.
/// </summary>
[TestClass]
public class SweepTests
{
    private const string NotOurs = "policy-sweep-other";

    [TestMethod]
    public void OurDelayedOutputComesHome()
    {
        TestPair pair = TestPair.Used();
        SignDelayedSweep request = new SignDelayedSweep();
        request.ChannelId = pair.ChannelId(true);
        request.Number = 2;
        CommitmentKeys keys = TestSweep.OurKeys(pair, 2);
        request.Transaction = TestSweep.Of(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed), 6);
        TestSweep.Verifies(pair, request.Transaction, SignDelayedSweepReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.BroadcasterDelayed,
            Bip143.All);

        request.Number = 1;
        pair.Ours.Refuses(NotOurs, request.Encode());
        request.Number = 2;
        request.Transaction.Sequence = 5;
        pair.Ours.Refuses("policy-sweep-sequence", request.Encode());
        request.Transaction.Sequence = 6;
        Broken(pair, request.Transaction, request, MessageId.SignDelayedSweep);
    }

    [TestMethod]
    public void OurHtlcTransactionsAreSignedForOurDelayedOutput()
    {
        TestPair pair = TestPair.Used();
        pair.Advance(2, pair.Content(1));
        CommitmentKeys keys = TestSweep.OurKeys(pair, 3);
        HtlcScripts scripts = new HtlcScripts(keys, true);
        byte[] delayed = Scripts.PayToWitnessScript(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed));

        SignHolderHtlc request = new SignHolderHtlc();
        request.ChannelId = pair.ChannelId(true);
        request.Number = 3;
        request.HasAnchors = true;
        request.Transaction = TestSweep.Of(scripts.Offered(TestDevice.Fill(20, 9)), 1);
        request.Transaction.Outputs[0].Script = delayed;
        request.Transaction.Outputs[0].Sat = request.Transaction.InputSat;
        request.Transaction.Outputs[0].HasKeyIndex = false;
        request.Transaction.Locktime = 600000;
        TestSweep.Verifies(pair, request.Transaction, SignHolderHtlcReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.BroadcasterHtlc,
            Bip143.SingleAnyoneCanPay);

        request.Transaction.Locktime = 0;
        pair.Ours.Refuses("policy-htlc-locktime", request.Encode());
        request.Transaction.WitnessScript = scripts.Received(TestDevice.Fill(20, 9), 600000);
        TestSweep.Verifies(pair, request.Transaction, SignHolderHtlcReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.BroadcasterHtlc,
            Bip143.SingleAnyoneCanPay);

        request.Transaction.Outputs[0].Script = TestCurve.WalletScript();
        pair.Ours.Refuses("policy-htlc-other", request.Encode());
        request.Transaction.Outputs[0].Script = delayed;
        request.Transaction.Sequence = 0;
        pair.Ours.Refuses("policy-sweep-sequence", request.Encode());
        request.Transaction.Sequence = 1;
        request.Number = 2;
        pair.Ours.Refuses("policy-commitment-holder-not-revoked", request.Encode());
        request.Number = 4;
        pair.Ours.Refuses("policy-commitment-holder-not-revoked", request.Encode());
        request.Number = 3;
        request.HasAnchors = false;
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadBody, request.Encode());
        request.HasAnchors = true;
        request.Transaction.WitnessScript = new byte[10];
        pair.Ours.Refuses(NotOurs, request.Encode());
    }

    [TestMethod]
    public void HtlcsOnThePeersCommitmentComeHome()
    {
        TestPair pair = TestPair.Used();
        byte[] point = pair.Point(false, 2);
        CommitmentKeys keys = TestSweep.TheirKeys(pair, point);
        HtlcScripts scripts = new HtlcScripts(keys, true);

        // Offered by the peer: with the preimage. Offered by the holder, received by the peer: after its expiry.
        SignCounterpartyHtlcSweep request = new SignCounterpartyHtlcSweep();
        request.ChannelId = pair.ChannelId(true);
        request.Point = point;
        request.HasAnchors = true;
        request.Transaction = TestSweep.Of(scripts.Offered(TestDevice.Fill(20, 9)), 1);
        TestSweep.Verifies(pair, request.Transaction, SignCounterpartyHtlcSweepReply.Decode(pair.Ours.Body(request.Encode())).Signature,
            keys.CountersignatoryHtlc, Bip143.All);
        request.Transaction = TestSweep.Of(scripts.Received(TestDevice.Fill(20, 9), 16), 1);
        TestSweep.Verifies(pair, request.Transaction, SignCounterpartyHtlcSweepReply.Decode(pair.Ours.Body(request.Encode())).Signature,
            keys.CountersignatoryHtlc, Bip143.All);
        request.Transaction = TestSweep.Of(scripts.Received(TestDevice.Fill(20, 9), 600000), 1);
        request.Transaction.Locktime = 600000;
        pair.Ours.Body(request.Encode());

        request.Transaction.Sequence = 0;
        pair.Ours.Refuses("policy-sweep-sequence", request.Encode());
        request.Transaction.Sequence = 1;
        request.Point = pair.Point(false, 1);
        pair.Ours.Refuses(NotOurs, request.Encode());
        request.Point = TestCurve.NoPoint();
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, request.Encode());
        request.Point = point;
        Broken(pair, request.Transaction, request, MessageId.SignCounterpartyHtlcSweep);
    }

    [TestMethod]
    public void EveryOutputOfARevokedCommitmentIsTaken()
    {
        TestPair pair = TestPair.Used();
        byte[] point = pair.Point(false, 1);
        CommitmentKeys keys = TestSweep.TheirKeys(pair, point);
        HtlcScripts scripts = new HtlcScripts(keys, true);
        byte[][] all =
        {
            Scripts.ToLocal(keys.Revocation, 144, keys.BroadcasterDelayed), scripts.Offered(TestDevice.Fill(20, 9)),
            scripts.Received(TestDevice.Fill(20, 9), 600000),
        };
        SignPenalty request = new SignPenalty();
        request.ChannelId = pair.ChannelId(true);
        request.RevocationSecret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 1).Encode())).Secret;
        for (int i = 0; i < all.Length; i++)
        {
            request.Transaction = TestSweep.Of(all[i], 0xfffffffd);
            TestSweep.Verifies(pair, request.Transaction, SignPenaltyReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.Revocation, Bip143.All);
        }

        byte[] secret = request.RevocationSecret;
        request.RevocationSecret = TestDevice.Fill(32, 1);
        pair.Ours.Refuses(NotOurs, request.Encode());
        request.RevocationSecret = new byte[32];
        pair.Ours.Rejects(ReplyStatus.Malformed, ErrorCode.BadKey, request.Encode());
        request.RevocationSecret = secret;
        Broken(pair, request.Transaction, request, MessageId.SignPenalty);
        request.Transaction.WitnessScript = new byte[0];
        pair.Ours.Refuses(NotOurs, request.Encode());
    }

    [TestMethod]
    public void APenaltyOutbidsTheThiefWithinBoundsAndOnlyTowardsOurWallet()
    {
        TestPair pair = TestPair.Used();
        CommitmentKeys keys = TestSweep.TheirKeys(pair, pair.Point(false, 1));
        SignPenalty request = new SignPenalty();
        request.ChannelId = pair.ChannelId(true);
        request.RevocationSecret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 1).Encode())).Secret;
        request.Transaction = TestSweep.Of(Scripts.ToLocal(keys.Revocation, 144, keys.BroadcasterDelayed), 0xfffffffd);
        WalletOutputFields output = request.Transaction.Outputs[0];
        ulong weight = 4 * (60 + (ulong)output.Script.Length) + 120 + (ulong)request.Transaction.WitnessScript.Length;
        ulong sweep = 125000 * weight / 1000;
        ulong penalty = 500000 * weight / 1000;

        output.Sat = request.Transaction.InputSat - penalty;
        TestSweep.Verifies(pair, request.Transaction, SignPenaltyReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.Revocation, Bip143.All);
        output.Sat--;
        pair.Ours.Refuses("policy-sweep-fee-range", request.Encode());

        // Whatever the owner would agree to: elsewhere it pays what other sweeps do.
        pair.Ours.Button.Presses = true;
        output.HasKeyIndex = false;
        output.Sat = request.Transaction.InputSat - sweep - 1;
        pair.Ours.Refuses("policy-sweep-fee-range", request.Encode());
        output.Sat++;
        pair.Ours.Body(request.Encode());

        // No other sweep has a thief beside it.
        SignDelayedSweep delayed = new SignDelayedSweep();
        delayed.ChannelId = request.ChannelId;
        delayed.Number = 2;
        CommitmentKeys ours = TestSweep.OurKeys(pair, 2);
        delayed.Transaction = TestSweep.Of(Scripts.ToLocal(ours.Revocation, 6, ours.BroadcasterDelayed), 6);
        weight = 4 * (60 + (ulong)output.Script.Length) + 120 + (ulong)delayed.Transaction.WitnessScript.Length;
        delayed.Transaction.Outputs[0].Sat = delayed.Transaction.InputSat - (125000 * weight / 1000) - 1;
        pair.Ours.Refuses("policy-sweep-fee-range", delayed.Encode());
        delayed.Transaction.Outputs[0].Sat++;
        pair.Ours.Body(delayed.Encode());
    }

    [TestMethod]
    public void NobodyTakesTheFeeOfAnAnchorHtlcTransaction()
    {
        // SINGLE|ANYONECANPAY: a thief adds an output of his own for whatever is left over.
        TestPair pair = TestPair.Used();
        pair.Advance(2, pair.Content(1));
        SignHolderHtlc request = HolderHtlc(pair);
        pair.Ours.Body(request.Encode());
        request.Transaction.Outputs[0].Sat--;
        pair.Ours.Refuses("policy-htlc-fee-range", request.Encode());
        request.Transaction.Outputs[0].Sat -= 30000;
        pair.Ours.Refuses("policy-htlc-fee-range", request.Encode());
    }

    [TestMethod]
    public void NobodyTakesTheFeeOfAnHtlcOnThePeersCommitment()
    {
        // The signature covers the whole transaction; under SINGLE|ANYONECANPAY it would fit one with a thief's output behind the holder's.
        TestPair pair = TestPair.Used();
        byte[] point = pair.Point(false, 2);
        CommitmentKeys keys = TestSweep.TheirKeys(pair, point);
        SignCounterpartyHtlcSweep request = new SignCounterpartyHtlcSweep();
        request.ChannelId = pair.ChannelId(true);
        request.Point = point;
        request.HasAnchors = true;
        request.Transaction = TestSweep.Of(new HtlcScripts(keys, true).Offered(TestDevice.Fill(20, 9)), 1);
        byte[] signature = SignCounterpartyHtlcSweepReply.Decode(pair.Ours.Body(request.Encode())).Signature;
        Assert.IsFalse(Secp256k1.Software().Verify(TestSweep.Hash(request.Transaction, Bip143.SingleAnyoneCanPay), signature, keys.CountersignatoryHtlc));

        WalletOutputFields home = request.Transaction.Outputs[0];
        WalletOutputFields second = new WalletOutputFields();
        second.Sat = 330;
        second.Script = home.Script;
        second.HasKeyIndex = true;
        second.KeyIndex = home.KeyIndex;
        request.Transaction.Outputs = new WalletOutputFields[] { home, second };
        pair.Ours.Refuses("policy-sweep-version", request.Encode());
    }

    [TestMethod]
    public void AnHtlcTransactionWithoutAnchorsPaysABoundedFee()
    {
        TestPair pair = new TestPair();
        pair.ChannelType = 0;
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        pair.Advance(0, pair.Content(1));
        CommitmentKeys keys = TestSweep.OurKeys(pair, 1);
        SignHolderHtlc request = HolderHtlc(pair);
        request.Number = 1;
        request.HasAnchors = false;
        request.Transaction.Sequence = 0;
        request.Transaction.WitnessScript = new HtlcScripts(keys, false).Offered(TestDevice.Fill(20, 9));
        request.Transaction.Outputs[0].Script = Scripts.PayToWitnessScript(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed));
        request.Transaction.Outputs[0].Sat = 990000;
        TestSweep.Verifies(pair, request.Transaction, SignHolderHtlcReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.BroadcasterHtlc, Bip143.All);
        request.Transaction.Outputs[0].Sat = 800000;
        pair.Ours.Refuses("policy-sweep-fee-range", request.Encode());
        request.Transaction.Outputs[0].Sat = 990000;
        request.Transaction.Version = 1;
        pair.Ours.Refuses("policy-sweep-version", request.Encode());
    }

    // The holder's HTLC transaction for an HTLC that the holder offered, on the holder's newest commitment.
    private static SignHolderHtlc HolderHtlc(TestPair pair)
    {
        CommitmentKeys keys = TestSweep.OurKeys(pair, 3);
        SignHolderHtlc request = new SignHolderHtlc();
        request.ChannelId = pair.ChannelId(true);
        request.Number = 3;
        request.HasAnchors = true;
        request.Transaction = TestSweep.Of(new HtlcScripts(keys, true).Offered(TestDevice.Fill(20, 9)), 1);
        request.Transaction.Outputs[0].Script = Scripts.PayToWitnessScript(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed));
        request.Transaction.Outputs[0].Sat = request.Transaction.InputSat;
        request.Transaction.Outputs[0].HasKeyIndex = false;
        request.Transaction.Locktime = 600000;
        return request;
    }

    // What holds for every sweep: version, fee, script and destination.
    private static void Broken(TestPair pair, SweepFields sweep, object request, MessageId id)
    {
        sweep.Version = 1;
        pair.Ours.Refuses("policy-sweep-version", Encode(request, id));
        sweep.Version = 2;
        sweep.Outputs[0].Sat = 1000;
        pair.Ours.Refuses("policy-sweep-fee-range", Encode(request, id));
        sweep.Outputs[0].Sat = 1000001;
        pair.Ours.Refuses("policy-sweep-fee-range", Encode(request, id));
        sweep.Outputs[0].Sat = 999000;
        sweep.Outputs[0].KeyIndex = 4;
        pair.Ours.Refuses("policy-sweep-destination-allowlisted", Encode(request, id));
        sweep.Outputs[0].HasKeyIndex = false;
        pair.Ours.Refuses("policy-sweep-destination-allowlisted", Encode(request, id));
        pair.Ours.Button.Presses = true;
        pair.Ours.Body(Encode(request, id));
        Assert.IsTrue(pair.Ours.Button.LastQuestion.IndexOf(" sat to " + Address.Of(sweep.Outputs[0].Script, "bcrt") + "?") > 0);
        pair.Ours.Button.Presses = false;
        sweep.Outputs[0].HasKeyIndex = true;
        sweep.Outputs[0].KeyIndex = 3;
        sweep.WitnessScript[40] ^= 1;
        pair.Ours.Refuses(NotOurs, Encode(request, id));
        sweep.WitnessScript[40] ^= 1;
        pair.Ours.Body(Encode(request, id));
    }

    private static byte[] Encode(object request, MessageId id)
    {
        switch (id)
        {
            case MessageId.SignDelayedSweep:
                return ((SignDelayedSweep)request).Encode();
            case MessageId.SignCounterpartyHtlcSweep:
                return ((SignCounterpartyHtlcSweep)request).Encode();
            default:
                return ((SignPenalty)request).Encode();
        }
    }
}
