using Holdfast.Crypto;
using Holdfast.Doctor;
using Holdfast.HandOver;
using Holdfast.IntentLog;
using Holdfast.Plugin;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.HsmdBridge.Pumps;

/// <summary>
/// Every point at which node and bridge can die together, for a commitment alone, batches for two and for three fundings, a splice's own commitment, and the
/// repetition of each after a first crash; then refusals, a device that is away and one that rebooted. <see cref="WriteAheadChannel"/> judges every message.
/// </summary>
[TestClass]
public sealed partial class WriteAheadTests
{
    private static readonly byte[] s_refusal = Reply.Refused("RuleOfThisTest", "policy-of-this-test", "Not now.");

    private ulong _dbid;

    /// <summary>Of a new commitment. All kinds of messages die in one crash: that is what a crash does.</summary>
    [TestMethod]
    public void EveryCrashConverges()
    {
        using WriteAheadNode node = new();
        Story[] stories = NewStories(node);
        foreach (CutPoint cut in (CutPoint[])[CutPoint.Asked, CutPoint.Prepared, CutPoint.Stored, CutPoint.Held, CutPoint.Signed, CutPoint.Sent])
        {
            CrashAt(node, cut, stories, isRepetition: false);
        }

        End(stories);
    }

    /// <summary>The device has promised, for one of them after the other; what the others wrote is held meanwhile.</summary>
    [TestMethod]
    public void EveryPromiseIsKept()
    {
        using WriteAheadNode node = new();
        Story[] stories = NewStories(node);
        CrashAt(node, CutPoint.PromisedFirst, stories, isRepetition: false);
        CrashAt(node, CutPoint.PromisedFirst, [stories[1], stories[0], stories[2]], isRepetition: false);
        CrashAt(node, CutPoint.PromisedFirst, [stories[2], stories[0], stories[1]], isRepetition: false);
        CrashAt(node, CutPoint.PromisedFirst, stories, isRepetition: false, isOfSplice: true);
        CrashAt(node, CutPoint.PromisedLast, stories, isRepetition: false);
        CrashAt(node, CutPoint.PromisedLast, [stories[1], stories[0], stories[2]], isRepetition: false);
        CrashAt(node, CutPoint.PromisedFirst, stories, isRepetition: true);
        CrashAt(node, CutPoint.PromisedLast, stories, isRepetition: true);
        End(stories);
    }

    /// <summary>Of a commitment that is sent again after a first crash.</summary>
    [TestMethod]
    public void EveryCrashOfARepetitionConverges()
    {
        using WriteAheadNode node = new();
        Story[] stories = NewStories(node);
        foreach (CutPoint cut in (CutPoint[])[CutPoint.Asked, CutPoint.Prepared, CutPoint.Held, CutPoint.Signed])
        {
            CrashAt(node, cut, stories, isRepetition: true);
        }

        End(stories);
    }

    /// <summary>A rule says no before anything was stored: the daemon ends, the payment fails, and the channel takes another content after a reconnect.</summary>
    [TestMethod]
    public void ARefusalWhilePreparingCostsNothing() => ForEveryKind((node, story) =>
    {
        node.Signer.Intercepts = (kind, answer) => kind == MessageId.PrepareCounterpartyCommitment ? s_refusal : answer();
        story.IsRefused();
        node.Signer.Intercepts = null;
        Assert.AreEqual(0, story.Channel.Sockets.Connectd.Socket.TryRead(new byte[1]), "nothing was sent, and the connection is closed");
        story.Channel.Disconnect();
        story.RecoverUntil(CutPoint.None);
        story.Settle();
    });

    /// <summary>A rule says no when the state is stored: the connection is cut with nothing sent, and the same content passes when the rule allows it.</summary>
    [TestMethod]
    public void ALateRefusalCutsTheConnectionUntilItPasses() => ForEveryKind((node, story) =>
    {
        story.CommitUntil(CutPoint.Stored);
        node.Signer.Intercepts = (kind, answer) => kind is MessageId.SignPreparedCommitment or MessageId.SignCounterpartyCommitment ? s_refusal : answer();
        for (int i = 0; i < 2; i++)
        {
            story.IsCut();
            Assert.AreEqual(0, story.Channel.Sockets.Peer.Socket.Read(new byte[1]), "channeld sees that its peer is gone");
            story.Channel.Disconnect();
        }

        node.Signer.Intercepts = null;
        Assert.IsTrue(node.Lightningd.Logged("policy-of-this-test"));
        story.RecoverUntil(CutPoint.None);
        story.Settle();
    });

    /// <summary>A rule says no to a repetition: nothing is sent, the connection is closed, and the channel goes on when the rule allows it.</summary>
    [TestMethod]
    public void ARefusalOfARepetitionLosesNothing() => ForEveryKind((node, story) =>
    {
        story.CommitUntil(CutPoint.Stored);
        story.Channel.Disconnect();
        node.Signer.Intercepts = (kind, answer) => kind == MessageId.PrepareCounterpartyCommitment ? s_refusal : answer();
        story.RepetitionIsRefused();
        node.Signer.Intercepts = null;
        Assert.AreEqual(0, story.Channel.Sockets.Connectd.Socket.TryRead(new byte[1]), "nothing was sent, and the connection is closed");
        story.Channel.Disconnect();
        story.RecoverUntil(CutPoint.None);
        story.Settle();
    });

    /// <summary>The device is away while messages are held: other channels' messages pass, and what was held leaves when it is back.</summary>
    [TestMethod]
    public void WhatIsHeldLeavesWhenTheDeviceIsBack() => ForEveryKind((node, story) =>
    {
        story.CommitUntil(CutPoint.Stored);
        node.Away();
        story.Channel.WhileHeld = () =>
        {
            // The peer's messages come in all the time.
            byte[] incoming = [0, 128, .. new byte[200]];
            story.Channel.Sockets.Connectd.Write(incoming);
            CollectionAssert.AreEqual(incoming, story.Channel.Sockets.Peer.Read());
            node.Back();
        };
        story.RecoverUntil(CutPoint.None);
        story.Channel.WhileHeld = null;
        story.Settle();
    });

    /// <summary>What the device prepared is gone with its power; it is asked anew, with all there is.</summary>
    [TestMethod]
    public void ADeviceThatRebootedSignsWhatItPrepared() => ForEveryKind((node, story) =>
    {
        story.CommitUntil(CutPoint.Stored);
        node.Signer.Reboot();
        story.RecoverUntil(CutPoint.None);
        story.Settle();
    });

    /// <summary>Several 19 before their 20, and those in any order: a 20 finds its commitment by the txid that it spends.</summary>
    [TestMethod]
    public void HtlcSignaturesComeInWhateverOrderTheyAreAskedFor() => ForEveryKind((_, story) =>
    {
        story.Channel.AsksBackwards = true;
        story.CommitUntil(CutPoint.Stored);
        story.Channel.Disconnect();
        story.RecoverUntil(CutPoint.None);
        story.Settle();
        story.Channel.AsksBackwards = false;
    });

    /// <summary>A peer that hangs up while the device is away: nothing is signed for it, and the next connection gets the signature.</summary>
    [TestMethod]
    public void NothingIsSignedForAPeerThatHasHungUp()
    {
        using WriteAheadNode node = new();
        using Story story = new(node, ++_dbid, 1);
        story.CommitUntil(CutPoint.Stored);
        node.Away();
        story.RecoverUntil(CutPoint.Held);
        story.Channel.Sockets.Connectd.Dispose();
        Assert.AreEqual(0, story.Channel.Sockets.Peer.Socket.Read(new byte[1]), "channeld is told at once");
        story.Channel.Disconnect();
        node.Back();
        story.RecoverUntil(CutPoint.None);
        story.Settle();
    }

    /// <summary>A message with the secret first bytes of placeholders, and no placeholder of this channeld behind them.</summary>
    [TestMethod]
    public void APlaceholderOfAnotherChannelNeverLeaves()
    {
        using WriteAheadNode node = new();
        using Story one = new(node, ++_dbid, 1);
        using Story other = new(node, ++_dbid, 1);
        one.CommitUntil(CutPoint.Prepared);
        byte[] update = [0, 128, 1];
        other.Channel.Sockets.Peer.Write(update);
        other.Channel.Sockets.Peer.Write([0, 132, .. new byte[32], .. one.Channel.LastPlaceholder, 0, 0]);
        CollectionAssert.AreEqual(update, other.Channel.Sockets.Connectd.Read());
        Assert.IsNull(other.Channel.Sockets.Connectd.Read(), "the connection is closed");
        Assert.IsTrue(node.Lightningd.Logged("was not given to this daemon"));
        Assert.IsTrue(node.Lightningd.Log.Any(line => line.Level == 6 && line.Text.Contains("was not given to this daemon", StringComparison.Ordinal)), "BROKEN");
        other.Channel.Disconnect();
        other.Pays();
    }

    /// <summary>tx_abort: a new channeld is there before the old one's messages have ended.</summary>
    [TestMethod]
    public void AnOldPumpLivesBesideANewDaemon()
    {
        using WriteAheadNode node = new();
        using Story story = new(node, ++_dbid, 1);
        HandedOver old = story.Channel.Sockets;
        story.Channel.Replace();
        story.Pays();
        byte[] message = [0, 39, 1, 2, 3];
        old.Peer.Write(message);
        CollectionAssert.AreEqual(message, old.Connectd.Read());
        old.Connectd.Write(message);
        CollectionAssert.AreEqual(message, old.Peer.Read());
        story.Pays();
        old.Dispose();
        story.Pays();
    }

    /// <summary>A channeld that verifies what it gets would end at every placeholder: after two such ends in a row signatures are true at once.</summary>
    [TestMethod]
    public void AChanneldThatVerifiesGetsTrueSignatures()
    {
        using WriteAheadNode node = new();
        using Story other = new(node, ++_dbid, 1);
        using Story story = new(node, ++_dbid, 1);
        for (int i = 0; i < 3; i++)
        {
            // Without an end in between that is no pattern.
            story.EndsAfterPlaceholder();
            story.Pays();
        }

        Assert.AreEqual(SigningOrder.WriteAhead, Order(), "what the doctor and the status say");
        story.EndsAfterPlaceholder();
        story.EndsAfterPlaceholder();

        // An end counts where the bridge sees it before the peer's connection goes too; where its thread stood still for that long, it takes another one.
        bool HasSaid() => node.Lightningd.Log.Any(line => line.Text.Contains("seems to verify signatures", StringComparison.Ordinal));
        if (!SpinWait.SpinUntil(HasSaid, TimeSpan.FromSeconds(20)))
        {
            story.EndsAfterPlaceholder();
        }

        Assert.IsTrue(node.Lightningd.Logged("seems to verify signatures"));

        // A channel whose messages pass here already gets true signatures, and no other channel's messages come here.
        (int prepared, int signedAtOnce) = other.Channel.Answers;
        Assert.AreEqual(0, signedAtOnce);
        other.Pays();
        Assert.AreEqual(prepared, other.Channel.Answers.Prepared);
        Assert.IsTrue(other.Channel.Answers.SignedAtOnce > 0);
        Assert.IsFalse(story.Channel.IsTaken());
        Assert.AreEqual(SigningOrder.NodesOwn, Order(), "and the truth afterwards");

        string Order() => Comparison.Orders(IntentView.Read(Path.Combine(node.Signer.Folder, "holdfast-intents.db")))[Convert.ToHexStringLower(other.Channel.PeerId) + "/1"];
    }

    /// <summary>Reconnects of the real bridge; PumpTests does ten thousand without the process around it.</summary>
    [TestMethod]
    public void ReconnectsLeaveNothingBehindInTheBridge()
    {
        using WriteAheadNode node = new();
        using Story story = new(node, ++_dbid, 1);
        Reconnect(20);
        int descriptors = node.Lightningd.Process.OpenDescriptors();
        int threads = node.Lightningd.Process.Threads();
        Reconnect(300);
        Assert.IsTrue(
            Patience.Until(() => node.Lightningd.Process.OpenDescriptors() <= descriptors + 5 && node.Lightningd.Process.Threads() <= threads + 10),
            $"{node.Lightningd.Process.OpenDescriptors()} descriptors after {descriptors}, {node.Lightningd.Process.Threads()} threads after {threads}");
        story.Pays();

        void Reconnect(int count)
        {
            for (int i = 0; i < count; i++)
            {
                byte[] reestablish = [0, 136, (byte)i];
                story.Channel.Sockets.Peer.Write(reestablish);
                CollectionAssert.AreEqual(reestablish, story.Channel.Sockets.Connectd.Read());
                story.Channel.Disconnect();
            }
        }
    }

    /// <summary>One test for the four kinds of messages.</summary>
    private void ForEveryKind(Action<WriteAheadNode, Story> test)
    {
        using WriteAheadNode node = new();
        Story splice = new(node, ++_dbid, 1);
        splice.SplicesNext();
        Story[] all = [.. NewStories(node), splice];
        Array.ForEach(all, story => test(node, story));
        End(all);
    }

    /// <param name="stories">A splice joins them; the promise of the first is held.</param>
    /// <param name="isOfSplice">The splice is the first.</param>
    private void CrashAt(WriteAheadNode node, CutPoint cut, Story[] stories, bool isRepetition, bool isOfSplice = false)
    {
        Story splice = new(node, ++_dbid, 1);
        splice.SplicesNext();
        Story[] all = isOfSplice ? [splice, .. stories] : [.. stories, splice];
        bool isWhilePreparing = cut is CutPoint.Asked or CutPoint.Prepared;
        Array.ForEach(all, story => story.CommitUntil(isWhilePreparing && !isRepetition ? cut : CutPoint.Stored));
        if (isRepetition)
        {
            Crash(node, all);
            Array.ForEach(all, story => story.RecoverUntil(isWhilePreparing ? cut : CutPoint.Stored));
        }

        if (cut > CutPoint.Stored)
        {
            bool isPromise = cut is CutPoint.PromisedFirst or CutPoint.PromisedLast;
            Array.ForEach(all, story => story.RecoverUntil(isPromise && story != all[0] ? CutPoint.Held : cut));
        }

        Crash(node, all);
        Array.ForEach(all, story => story.RecoverUntil(CutPoint.None));
        Array.ForEach(all, story => story.Settle());
        splice.Dispose();
    }

    /// <summary>Channels with three, two and one funding.</summary>
    private Story[] NewStories(WriteAheadNode node) => [new(node, ++_dbid, 3), new(node, ++_dbid, 2), new(node, ++_dbid, 1)];

    private static void End(Story[] stories)
    {
        Array.ForEach(stories, story => story.Pays());
        Array.ForEach(stories, story => story.Dispose());
    }

    private static void Crash(WriteAheadNode node, Story[] stories)
    {
        node.Kill();
        Array.ForEach(stories, story => story.Channel.Disconnect());
        node.Start();
    }
}
