using Holdfast.Bytes;
using Holdfast.Conformance.Hsmd;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.NewUser;

/// <summary>
/// A node with one channel, and its peer: it starts holdfast-hsmd and holdfast-channeld as lightningd does, in a folder whose holdfast.conf a person wrote.
/// They have no home folder.
/// </summary>
internal sealed class Node : IDisposable
{
    private const ulong Dbid = 1;
    private const int SignCommitmentTx = 5;
    private const int SignCommitmentTxReply = 105;

    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly HsmdUnderTest _programs;
    private readonly MemoryDisk _disk = new();
    private readonly IChannelSigner _signer;
    private readonly ChannelNode _peer;
    private int _payments;

    /// <param name="folder">Gets the settings and the host's half.</param>
    /// <param name="half">The file of `holdfast init`.</param>
    public Node(string folder, string signer, string half)
    {
        Folder = folder;
        _programs = new HsmdUnderTest(new HsmdSettings
        {
            Path = Programs.Of("holdfast-hsmd"),
            Channeld = Programs.Of("holdfast-channeld"),
            StandIn = new StandInChanneld { Path = Programs.Of("holdfast") },
            Environment = new Dictionary<string, string> { ["HOLDFAST_NODE_VERSION"] = "v26.06.6", ["HOME"] = "/nonexistent", ["XDG_CONFIG_HOME"] = "" },
            AnswerTimeoutMs = Patience.Ms,
            NewFolder = () => Furnish(signer, half),
        });
        _programs.StartOver(CommitOrder.PrepareThenWrite);
        byte[] seed = Sha256.Hash([.. "the peer of a new user"u8]);
        byte[] peerId = _curve.PublicKey(seed);
        _signer = _programs.NewChannel(peerId, Dbid);
        SoftwareSigner peerSigner = new(_curve, seed);
        MemoryDisk peerDisk = new();
        ChannelPair.Open(
            new OpeningTerms { FundingTxid = Sha256.Hash(seed) }, new OpeningSide(_signer, _disk, NodeId, Dbid), new OpeningSide(peerSigner, peerDisk, peerId, Dbid));
        _peer = new ChannelNode(peerSigner, peerDisk, CommitOrder.SignThenWrite);
    }

    public string Folder { get; }

    public byte[] NodeId => _programs.NodeId;

    /// <summary>Waits until holdfast-hsmd has written this to the node's log since it was started: the log comes on a way of its own.</summary>
    public void RequireLogged(string text) => Assert.IsTrue(Patience.Until(() => _programs.Said.Contains(text, StringComparison.Ordinal)), _programs.Said);

    public void Stop() => _programs.TurnOff();

    public void Start() => _programs.Restart();

    /// <summary>Pays the peer, who has it at the end.</summary>
    public void Pay() => Finish(Offer(Connect()));

    /// <summary>The node pays and crashes after the signature; somebody puts the database of a moment before back, and pays something else with it.</summary>
    /// <exception cref="RefusedException">The signer does not sign a second content.</exception>
    public void PayTwiceFromOneState()
    {
        ChannelNode node = Connect();
        MemoryDisk old = new();
        old.Store(_disk.Load()!);
        Offer(node);
        node.Commit();
        ChannelNode thief = new(_signer, old, CommitOrder.PrepareThenWrite);
        thief.Offer(30_000_000, Sha256.Hash([99]), 600);
        thief.Commit();
    }

    /// <summary>The true database is there again: the payment that was signed arrives.</summary>
    public void GoOn() => Finish(Connect());

    /// <summary>Closes the channel alone, as lightningd does when the peer does not answer.</summary>
    /// <returns>Whether the signature is that of the channel's newest state.</returns>
    public bool CloseAlone()
    {
        ChannelState state = _disk.Load()!;
        CommitmentFields content = CommitmentBuilder.LastOfHolder(state, _signer.PerCommitmentPoint(state.HolderValidated));
        ByteReader reply = _programs.AskMain(SignCommitmentTx, ChannelMessages.SignHolderCommitment(_curve, state.Terms, content), SignCommitmentTxReply);
        byte[] sighash = CommitmentTransactions.Build(_curve, state.Terms, content, ofHolder: true).Sighash();
        return _curve.Verify(sighash, reply.Bytes(64), _signer.FundingPoint);
    }

    public void Dispose() => _programs.Dispose();

    /// <summary>The node and its peer find each other again.</summary>
    private ChannelNode Connect()
    {
        ChannelNode node = new(_signer, _disk, CommitOrder.PrepareThenWrite);
        node.Recover();
        ChannelPair.Reconnect(node, _peer);
        ChannelPair.Settle(node, _peer);
        return node;
    }

    private ChannelNode Offer(ChannelNode node)
    {
        node.Offer(20_000_000, Sha256.Hash([(byte)++_payments]), 600);
        return node;
    }

    private void Finish(ChannelNode node)
    {
        ChannelPair.Settle(node, _peer);
        Assert.IsTrue(_peer.Remove(_peer.State.Htlcs.Single().Id, HtlcRemoval.Fulfilled), node.Failure ?? _peer.Failure);
        ChannelPair.Settle(node, _peer);
        Assert.AreEqual((node.State.ToUsMsat, 0), (_peer.State.ToPeerMsat, node.State.Htlcs.Count));
        Assert.AreEqual(600_000_000ul - (20_000_000ul * (ulong)_payments), node.State.ToUsMsat);
    }

    private string Furnish(string signer, string half)
    {
        string own = Path.Combine(Directory.CreateDirectory(Folder).FullName, "holdfast-host-half");
        File.Copy(half, own);
        TemporaryFolder.SetMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(Path.Combine(Folder, "holdfast.conf"), $"signer={signer}\n");
        return Folder;
    }
}
