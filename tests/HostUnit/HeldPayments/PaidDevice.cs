using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.HostUnit.NodeRequests;
using Holdfast.HsmdBridge;
using Holdfast.NodeRequests;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>A simulated device with a channel to a peer who pays, and the control socket of holdfast-hsmd in front of it. All of it is real but the chip.</summary>
internal sealed class PaidDevice : IDisposable
{
    public const uint Expiry = (uint)HeldWorld.Height + HeldWorld.FinalDelta;

    private readonly TestSigner _signer = new(Sha256.Hash([0x48]));
    private readonly NodeSession _session;
    private readonly ChannelNode _node;
    private readonly ChannelNode _peer;

    public PaidDevice()
    {
        _session = new NodeSession(_signer.Client);
        Secp256k1 curve = Secp256k1.Software();
        byte[] peerId = curve.PublicKey(Sha256.Hash([2]));
        DeviceSigner ours = new(SignerClientExchange.Of(_signer.Client), peerId, 1);
        SoftwareSigner theirs = new(curve, Sha256.Hash([3]));
        MemoryDisk ourDisk = new();
        MemoryDisk theirDisk = new();
        OpeningTerms terms = new() { FundingTxid = Sha256.Hash([4]) };
        ours.Create();
        ChannelPair.Open(terms, new OpeningSide(ours, ourDisk, curve.PublicKey(Sha256.Hash([1])), 1), new OpeningSide(theirs, theirDisk, peerId, 1));
        _signer.Client.Ask(new LockOutpoint { ChannelId = DeviceSigner.ChannelIdOf(peerId, 1), Txid = terms.FundingTxid });
        _node = new ChannelNode(ours, ourDisk, CommitOrder.WriteThenSign);
        _peer = new ChannelNode(theirs, theirDisk, CommitOrder.SignThenWrite);
    }

    /// <summary>Commits to flash in the device's life.</summary>
    public ulong Commits => _signer.JournalSequence;

    public ulong OursMsat => _node.State.ToUsMsat;

    public void Dispose() => _signer.Dispose();

    /// <summary>The device loses its memory; its flash stays.</summary>
    public void Reboot() => _signer.Device.Reboot();

    /// <summary>One line of the control socket, answered.</summary>
    public string Answer(string line) => Encoding.UTF8.GetString(ControlSocket.Answer(_session, Encoding.UTF8.GetBytes(line)));

    /// <summary>A request of the vault through the control socket: the reply's body; or the tag and the sentence.</summary>
    public (byte[]? Reply, string? Tag, string Sentence) Ask(byte[] message)
    {
        JsonNode answer = JsonNode.Parse(Answer(new JsonObject { ["method"] = "vault", ["message"] = Convert.ToHexStringLower(message) }.ToJsonString()))!;
        return answer["reply"] is { } reply ? (Convert.FromHexString(reply.ToString()), null, string.Empty) : (null, answer["tag"]?.ToString(), answer["error"]!.ToString());
    }

    /// <summary>The peer offers HTLCs of this hash. Until <see cref="Commit"/> they are only words.</summary>
    public void Offer(byte[] hash, params ulong[] amounts)
    {
        foreach (ulong amount in amounts)
        {
            Assert.IsNotNull(_peer.Offer(amount, hash, Expiry));
        }
    }

    /// <summary>The peer has signed, and nobody has revoked anything.</summary>
    public void CommitHalf()
    {
        Assert.IsTrue(_peer.Commit());
        ChannelPair.Deliver(_peer, _node);
    }

    /// <summary>Until both sides have committed to it irrevocably.</summary>
    public void Commit() => ChannelPair.Settle(_node, _peer);

    /// <summary>The node does with every HTLC that is there what was decided, and both sides agree on the end.</summary>
    public void End(HtlcRemoval removal)
    {
        foreach (NodeHtlc htlc in _node.State.Htlcs)
        {
            Assert.IsTrue(_node.Remove(htlc.Id, removal));
        }

        Commit();
        Assert.IsNull(_node.Failure);
        Assert.IsNull(_peer.Failure);
        Assert.AreEqual(0, _node.State.Htlcs.Count);
        Assert.AreEqual(_node.State.ToUsMsat, _peer.State.ToPeerMsat);
    }
}
