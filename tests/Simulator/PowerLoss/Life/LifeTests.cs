using Holdfast.Bytes;
using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>The whole device through the life of its channels: no cut makes it forget, contradict itself, or stop.</summary>
[TestClass]
public class LifeTests
{
    [TestMethod]
    public void EveryCutInTheLifeOfAChannelIsSurvived()
    {
        CutCount count = new();
        Explore(DeviceLife.OneChannel, cutsMax: 1, toTheEndEvery: 16, count);
        count.RequireNone();
    }

    [TestMethod]
    public void EveryCutWithTwoChannelsAtOnceIsSurvived()
    {
        CutCount count = new();
        Explore(DeviceLife.TwoChannels(1), cutsMax: 1, toTheEndEvery: 64, count);
        count.RequireNone();
    }

    [TestMethod]
    public void TheFirmwareSaysNothingOnceThePowerIsOff()
    {
        CutCount count = new();
        LifeCuts cuts = new(DeviceLife.OneChannel, count);
        for (int position = 0; position < DeviceLife.OneChannel.Count; position += 4)
        {
            cuts.PlayForReal(position);
        }

        count.RequireNone();
    }

    [TestMethod]
    public void AForgottenPromiseWouldBeNoticed()
    {
        DeviceLife life = DeviceLife.OneChannel;
        int position = Enumerable.Range(20, life.Count).First(i => (MessageId)life.Request(i)[0] == MessageId.SignCounterpartyCommitment);
        CutCount forgotten = new();
        new LifeCuts(life, forgotten).Play(new(life.VolumeBefore(position), position + 1, 1, "a reply without its commit"));
        Assert.IsTrue(forgotten.Violations.Count != 0, "the host holds a signature of which the volume knows nothing");

        CutCount invented = new();
        new LifeCuts(life, invented).Play(new(life.VolumeBefore(position + 3), position, 1, "a state from the future"));
        Assert.IsTrue(invented.Violations.Count != 0, "the volume knows more than was ever asked");
    }

    [TestMethod]
    public void ThievesAreReallyAsked()
    {
        PromiseModel model = DeviceLife.OneChannel.PromisesAfter(30);
        DeviceRig rig = new(DeviceLife.OneChannel.VolumeBefore(30));
        DeviceRig.Require(rig.Unlock(null));
        List<string> tags = [];
        foreach ((string what, byte[] request) in model.Thefts())
        {
            Reply reply = Reply.Decode(rig.Ask(request));
            Assert.AreEqual(ReplyStatus.Refused, reply.Status, what);
            tags.Add(reply.Tag);
        }

        CollectionAssert.Contains(tags, "policy-commitment-retry-same");
        CollectionAssert.Contains(tags, "policy-commitment-previous-revoked");
    }

    [TestMethod]
    public void ProvisioningCanBeCutAnywhereAndRepeated()
    {
        List<(string Cut, SimulatedStorage Volume)> left = [];
        HashSet<string> known = [];
        DeviceRig clean = new(new SimulatedStorage());
        clean.Storage.Branch = (operation, outcome, volume) =>
        {
            if (known.Add(Convert.ToHexString(volume.TakeImage())))
            {
                left.Add(($"{operation} {outcome}", volume));
            }
        };
        DeviceRig.Require(clean.Provision());
        Assert.IsTrue(left.Count > 50);
        foreach ((string cut, SimulatedStorage volume) in left)
        {
            DeviceRig rig = new(volume);
            DeviceState state = StateOf(rig);
            Assert.IsTrue(state is DeviceState.Blank or DeviceState.Locked, $"{cut}: {state}");
            if (state == DeviceState.Blank)
            {
                DeviceRig.Require(rig.Provision());
            }

            DeviceRig.Require(rig.Unlock(null));
            Assert.AreEqual(DeviceState.Ready, StateOf(rig), cut);
        }
    }

    [TestMethod]
    public void AnOlderImageRefusesToSign()
    {
        DeviceLife life = DeviceLife.OneChannel;
        byte[] newest = life.ReceiptBefore(40);
        for (int position = 0; position < 40; position++)
        {
            if (life.ReceiptBefore(position).AsSpan().SequenceEqual(newest))
            {
                continue;
            }

            DeviceRig rig = new(life.VolumeBefore(position));
            UnlockReply unlocked = UnlockReply.Decode(new ByteReader(DeviceRig.Require(rig.Unlock(newest)).Body));
            Assert.AreEqual(ReceiptResult.DeviceOlder, unlocked.Receipt);
            Assert.AreEqual(DeviceState.Stopped, unlocked.State);
            Assert.AreEqual(ReplyStatus.Fault, Reply.Decode(rig.Ask(life.Request(40))).Status);
        }
    }

    [TestMethod]
    public void AHostWithoutReceiptIsToldSo()
    {
        DeviceRig rig = new(DeviceLife.OneChannel.VolumeBefore(10));
        UnlockReply unlocked = UnlockReply.Decode(new ByteReader(DeviceRig.Require(rig.Unlock(null)).Body));
        Assert.AreEqual(ReceiptResult.NotGiven, unlocked.Receipt);
    }

    [TestMethod]
    public void ARestoredDeviceThatRanOnIsForeignToTheHost()
    {
        DeviceLife life = DeviceLife.OneChannel;
        int position = Enumerable.Range(20, life.Count).First(i => (MessageId)life.Request(i)[0] == MessageId.SignCounterpartyCommitment);
        byte[] newest = life.ReceiptBefore(position + 1);

        // What a rollback is good for: from the image before a signature, another content under the same number.
        SignCounterpartyCommitment signed = SignCounterpartyCommitment.Decode(new ByteReader(life.Request(position), 1, life.Request(position).Length - 1));
        signed.Commitment.ToHolderSat -= 1000;
        signed.Commitment.ToCounterpartySat += 1000;
        DeviceRig rig = new(life.VolumeBefore(position));
        DeviceRig.Require(rig.Unlock(null));
        DeviceRig.Require(rig.Ask(signed.Encode()));
        UnlockReply unlocked = UnlockReply.Decode(new ByteReader(DeviceRig.Require(new DeviceRig(rig.Storage.Fork()).Unlock(newest)).Body));
        Assert.AreEqual(ReceiptResult.Foreign, unlocked.Receipt);
        Assert.AreEqual(DeviceState.Stopped, unlocked.State);
    }

    [TestMethod]
    public void AFileThatFallsBackRightAfterTheReplyFreesNoPromise()
    {
        CutCount count = new();
        LifeFallback fallback = FallBack(every: 8, count);
        Assert.AreEqual(0, count.Violations.Count, string.Join("\n", count.Violations.Take(3)));
        Assert.IsTrue(fallback.Opened > 40 && count.Thefts > 100, $"devices that never open prove nothing: {fallback.Opened} of {count.Inputs}, {count.Thefts} asked");
    }

    [TestMethod]
    public void AForgottenPromiseIsFoundWhereBothCopiesFallBack()
    {
        // The same questions against the one pair that the device cannot see: they would be answered, so the campaign can find a theft.
        DeviceLife life = DeviceLife.OneChannelWithHistory();
        int position = Enumerable.Range(20, life.Count).First(i => (MessageId)life.Request(i)[0] == MessageId.SignCounterpartyCommitment);
        CutCount count = new();
        new LifeFallback(life, count).PlayBlindPair(position + 1);
        Assert.AreNotEqual(0, count.Violations.Count);
    }

    /// <summary>Fallbacks at one in so many positions of a channel's life.</summary>
    public static LifeFallback FallBack(int every, CutCount count)
    {
        DeviceLife life = DeviceLife.OneChannelWithHistory();
        LifeFallback fallback = new(life, count);
        Parallel.For(0, ((life.Count - 1) / every) + 1, i =>
        {
            fallback.PlaySingles(1 + (i * every));
            fallback.PlayPairs(1 + (i * every));
        });
        return fallback;
    }

    /// <summary>Plays all situations after up to so many cuts; one in so many goes on to the end of the story.</summary>
    public static int Explore(DeviceLife life, int cutsMax, int toTheEndEvery, CutCount count)
    {
        LifeCuts cuts = new(life, count);
        IReadOnlyList<LifeCuts.Situation> current = cuts.FirstCuts();
        for (int depth = 1; depth <= cutsMax && current.Count != 0; depth++)
        {
            List<LifeCuts.Situation> next = [];
            Parallel.For(0, current.Count, i =>
            {
                IReadOnlyList<LifeCuts.Situation> found = cuts.Play(current[i]);
                if (i % toTheEndEvery == 0)
                {
                    cuts.PlayToTheEnd(current[i]);
                }

                lock (next)
                {
                    next.AddRange(found);
                }
            });
            current = next;
        }

        return cuts.Situations;
    }

    private static DeviceState StateOf(DeviceRig rig) =>
        StatusReply.Decode(new ByteReader(DeviceRig.Require(rig.Ask(new Status().Encode())).Body)).State;
}
