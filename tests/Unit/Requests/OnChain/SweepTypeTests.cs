using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.Unit.Requests;

/// <summary>Every way home on every type of channel: each script as that type has it is signed, and as another type has it refused.</summary>
[TestClass]
public class SweepTypeTests
{
    private const string NotOurs = "policy-sweep-other";

    [TestMethod]
    public void EveryOutputComesHomeWithoutAnchors()
    {
        EveryOutput(0);
    }

    [TestMethod]
    public void EveryOutputComesHomeWithAnchors()
    {
        EveryOutput(2);
    }

    private static void EveryOutput(byte type)
    {
        TestPair pair = new TestPair();
        pair.ChannelType = type;
        pair.SetUp(1);
        pair.Exchange(1, 0, pair.Content(0));
        pair.Ours.Body(pair.Lock(true, 1).Encode());
        pair.Theirs.Body(pair.Lock(false, 1).Encode());
        pair.Advance(0, pair.Content(2));
        pair.Advance(1, pair.Content(2));
        Delayed(pair);
        HolderHtlcs(pair, type != 0);
        CounterpartyHtlcs(pair, type != 0);
        Penalties(pair, type != 0);
    }

    private static void Delayed(TestPair pair)
    {
        CommitmentKeys keys = TestSweep.OurKeys(pair, 2);
        SignDelayedSweep request = new SignDelayedSweep();
        request.ChannelId = pair.ChannelId(true);
        request.Number = 2;
        request.Transaction = TestSweep.Of(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed), 6);
        TestSweep.Verifies(pair, request.Transaction, SignDelayedSweepReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.BroadcasterDelayed,
            Bip143.All);
    }

    private static void HolderHtlcs(TestPair pair, bool hasAnchors)
    {
        CommitmentKeys keys = TestSweep.OurKeys(pair, 2);
        for (int offered = 0; offered < 2; offered++)
        {
            SignHolderHtlc request = new SignHolderHtlc();
            request.ChannelId = pair.ChannelId(true);
            request.Number = 2;
            request.HasAnchors = hasAnchors;
            request.Transaction = TestSweep.Of(Script(keys, hasAnchors, offered), hasAnchors ? 1u : 0u);
            request.Transaction.Outputs[0].Script = Scripts.PayToWitnessScript(Scripts.ToLocal(keys.Revocation, 6, keys.BroadcasterDelayed));
            request.Transaction.Outputs[0].Sat = hasAnchors ? 1000000u : 990000u;
            request.Transaction.Outputs[0].HasKeyIndex = false;
            request.Transaction.Locktime = offered == 1 ? 600000u : 0u;
            TestSweep.Verifies(pair, request.Transaction, SignHolderHtlcReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.BroadcasterHtlc,
                hasAnchors ? Bip143.SingleAnyoneCanPay : Bip143.All);
            request.Transaction.WitnessScript = Script(keys, !hasAnchors, offered);
            pair.Ours.Refuses(NotOurs, request.Encode());
        }
    }

    private static void CounterpartyHtlcs(TestPair pair, bool hasAnchors)
    {
        byte[] point = pair.Point(false, 2);
        CommitmentKeys keys = TestSweep.TheirKeys(pair, point);
        for (int offered = 0; offered < 2; offered++)
        {
            SignCounterpartyHtlcSweep request = new SignCounterpartyHtlcSweep();
            request.ChannelId = pair.ChannelId(true);
            request.Point = point;
            request.HasAnchors = hasAnchors;
            request.Transaction = TestSweep.Of(Script(keys, hasAnchors, offered), 1);
            request.Transaction.Locktime = 600000;
            TestSweep.Verifies(pair, request.Transaction, SignCounterpartyHtlcSweepReply.Decode(pair.Ours.Body(request.Encode())).Signature,
                keys.CountersignatoryHtlc, Bip143.All);
            request.Transaction.WitnessScript = Script(keys, !hasAnchors, offered);
            pair.Ours.Refuses(NotOurs, request.Encode());
        }
    }

    private static void Penalties(TestPair pair, bool hasAnchors)
    {
        CommitmentKeys keys = TestSweep.TheirKeys(pair, pair.Point(false, 1));
        SignPenalty request = new SignPenalty();
        request.ChannelId = pair.ChannelId(true);
        request.RevocationSecret = RevokeHolderCommitmentReply.Decode(pair.Theirs.Body(pair.Revoke(false, 1).Encode())).Secret;
        byte[][] scripts = { Scripts.ToLocal(keys.Revocation, 144, keys.BroadcasterDelayed), Script(keys, hasAnchors, 0), Script(keys, hasAnchors, 1) };
        for (int i = 0; i < scripts.Length; i++)
        {
            request.Transaction = TestSweep.Of(scripts[i], 0xfffffffd);
            TestSweep.Verifies(pair, request.Transaction, SignPenaltyReply.Decode(pair.Ours.Body(request.Encode())).Signature, keys.Revocation, Bip143.All);
        }

        for (int offered = 0; offered < 2; offered++)
        {
            request.Transaction.WitnessScript = Script(keys, !hasAnchors, offered);
            pair.Ours.Refuses(NotOurs, request.Encode());
        }
    }

    private static byte[] Script(CommitmentKeys keys, bool hasAnchors, int offered)
    {
        HtlcScripts scripts = new HtlcScripts(keys, hasAnchors);
        return offered == 1 ? scripts.Offered(TestDevice.Fill(20, 9)) : scripts.Received(TestDevice.Fill(20, 9), 600000);
    }
}
