using System.Globalization;
using Holdfast.Conformance;
using Holdfast.Conformance.Hsmd;
using Holdfast.Crypto;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.HsmdBridge;

/// <summary>
/// The bridge is killed with -9 at every boundary of signing, again and again, while node and device live on: so many signs, so many effects,
/// no double. HOLDFAST_KILL_SIGNS raises the number (nightly: 1000).
/// </summary>
[TestClass]
public sealed class KillLoopTests
{
    private const int NormalSigns = 24;

    private static readonly byte[] s_secret = Sha256.Hash([0x4b]);

    [TestMethod]
    public void EverySignHasOneEffectHoweverOftenTheBridgeIsKilled()
    {
        int signs = int.Parse(Environment.GetEnvironmentVariable("HOLDFAST_KILL_SIGNS") ?? NormalSigns.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        (ulong undisturbed, ulong undisturbedCommits, _) = Play(signs, isKilling: false);
        (ulong killed, ulong killedCommits, int kills) = Play(signs, isKilling: true);

        Assert.IsTrue(undisturbed >= (ulong)signs, "the story signs as often as it says");
        Assert.AreEqual(undisturbed, killed, "commitments of the peer that the device signed");
        Assert.AreEqual(undisturbedCommits, killedCommits, "promises on flash: a double would be one more, a lost one one less");
        Assert.IsTrue(kills >= signs / 2 * 3 / 4, $"only {kills} kills");
        Console.WriteLine($"{killed} signs, {kills} kills of the bridge, {killedCommits} journal commits, as without kills");
    }

    /// <summary>The story of so many signs.</summary>
    /// <param name="intentLog">An address; empty: the file in the node's directory.</param>
    /// <param name="afterKill">Called with the bridge dead.</param>
    internal static (ulong Signed, ulong JournalCommits, int Kills) Play(int signs, bool isKilling, string intentLog = "", Action<int>? afterKill = null)
    {
        using SimulatedNode simulated = new(s_secret);
        using TemporaryFolder disk = new();
        ulong signed;
        int kills = 0;
        using (HsmdUnderTest bridge = new(new HsmdSettings
        {
            Path = ScriptedLightningd.Program,
            Environment = new Dictionary<string, string>
            {
                ["HOLDFAST_SIGNER"] = simulated.Line,
                ["HOLDFAST_HOST_HALF"] = Path.Combine(simulated.Folder, "holdfast-host-half"),
                ["HOLDFAST_NODE_VERSION"] = "v26.06.6",
                ["HOLDFAST_INTENT_LOG"] = intentLog.Length > 0 ? intentLog : "holdfast-intents.db",
            },
        }))
        {
            Secp256k1 curve = Secp256k1.Software();
            byte[] peerId = curve.PublicKey(Sha256.Hash([2]));
            IChannelSigner ours = bridge.NewChannel(peerId, 1);
            using FolderDisk ourDisk = new(disk.FullName);
            MemoryDisk peerDisk = new();
            SoftwareSigner peerSigner = new(curve, Sha256.Hash([3]));
            ChannelPair.Open(
                new OpeningTerms { FundingTxid = Sha256.Hash([4]) },
                new OpeningSide(ours, ourDisk, bridge.NodeId, 1),
                new OpeningSide(peerSigner, peerDisk, peerId, 1));
            ChannelNode node = new(ours, ourDisk, CommitOrder.WriteThenSign);
            node.Recover();
            ChannelNode peer = new(peerSigner, peerDisk, CommitOrder.SignThenWrite);
            for (int payment = 0; node.State.CounterpartySigned < (ulong)signs; payment++)
            {
                ulong id = node.Offer(2_000_000, Sha256.Hash(BitConverter.GetBytes(payment)), 600) ?? throw new AssertFailedException("not affordable");
                Boundary boundary = (Boundary)(payment % 4);
                if (isKilling && boundary != Boundary.None)
                {
                    kills++;
                    if (boundary == Boundary.RequestSent)
                    {
                        bridge.Arm(SignerCut.BeforeCommit);
                    }
                    else if (boundary == Boundary.ReplyHeld)
                    {
                        bridge.Arm(SignerCut.AfterCommit);
                    }

                    node = CommitAndDie(node, ours, ourDisk, boundary);
                    afterKill?.Invoke(kills);
                    bridge.Restart();
                    node.Recover();
                    ChannelPair.Reconnect(node, peer);
                }

                ChannelPair.Settle(node, peer);
                Assert.IsTrue(peer.Remove(id, HtlcRemoval.Failed), "the payment arrived");
                ChannelPair.Settle(node, peer);
                Assert.IsNull(node.Failure);
                Assert.IsNull(peer.Failure);
            }

            signed = node.State.CounterpartySigned;
        }

        return (signed, simulated.JournalSequence(), kills);
    }

    /// <summary>The node's process and the bridge end somewhere in the signing; a new node takes the disk.</summary>
    private static ChannelNode CommitAndDie(ChannelNode node, IChannelSigner ours, FolderDisk disk, Boundary boundary)
    {
        bool wasLost = false;
        try
        {
            node.Commit();
        }
        catch (SignerLostException)
        {
            wasLost = true;
        }

        Assert.AreEqual(boundary != Boundary.StateWritten, wasLost, "the bridge died inside the signing, or only after it");
        return new ChannelNode(ours, disk, CommitOrder.WriteThenSign);
    }

    private enum Boundary
    {
        None,

        /// <summary>The bridge dies with the request in its hands: before or after the device's commit.</summary>
        RequestSent,

        /// <summary>It dies after the device's commit, before the node has all signatures.</summary>
        ReplyHeld,

        /// <summary>It dies after the node stored its state, before the next request.</summary>
        StateWritten,
    }
}
