using System.Buffers.Binary;
using Holdfast.Bytes;
using Holdfast.Conformance.Hsmd;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.HsmdBridge.Pumps;

/// <summary>
/// channeld and connectd of one channel, with one funding or several: asks as channeld asks, writes to the peer what channeld writes, and judges what comes
/// out at connectd. After every message: no placeholder came out; the signatures are those of what was asked; nothing was lost or moved; a number has one
/// content and one signature on each funding, for ever.
/// </summary>
internal sealed class WriteAheadChannel : IChannelSigner, IDisposable
{
    private const int PlaceholderBytes = 64;

    private readonly WriteAheadNode _node;
    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly byte[] _peerSeed;
    private readonly byte[] _peer;
    private readonly ulong _dbid;
    private readonly List<Funding> _fundings = [];
    private readonly Dictionary<(ulong Number, int Funding), (byte[] Content, byte[] Signature)> _signed = [];
    private readonly Dictionary<(string Content, int Funding), byte[]> _placeholders = [];
    private readonly Dictionary<(ulong Number, int Funding), Asked> _asked = [];
    private HandedOver? _handedOver;
    private Holdfast.HsmdBridge.HsmdConnection? _opening;
    private int _updates;

    public WriteAheadChannel(WriteAheadNode node, ulong dbid)
    {
        _node = node;
        _dbid = dbid;
        _peerSeed = Sha256.Hash(BitConverter.GetBytes(dbid));
        _peer = _curve.PublicKey(_peerSeed);
        Peer = new SoftwareSigner(_curve, _peerSeed);
        byte[] name = [.. _peer, .. Number(dbid)];
        node.AskMain(30, name);
        ByteReader keys = new(node.AskMain(10, name), 2, (4 * 33) + 33);
        Basepoints = BasepointFields.Read(keys);
        FundingPoint = keys.Bytes(33);

        // openingd: another mask, no peer's messages.
        _opening = node.Lightningd.NewClient(_peer, dbid, 24);
    }

    public SoftwareSigner Peer { get; }

    public byte[] PeerId => _peer;

    public BasepointFields Basepoints { get; }

    public byte[] FundingPoint { get; }

    /// <summary>Where the next commitment ends.</summary>
    public CutPoint Cut { get; set; }

    public int FundingCount => _fundings.Count;

    /// <summary>Requests that got a placeholder, and requests that got their true signature at once.</summary>
    public (int Prepared, int SignedAtOnce) Answers { get; private set; }

    public byte[] LastPlaceholder { get; private set; } = [];

    /// <summary>All 19 before the first 20, and those backwards.</summary>
    public bool AsksBackwards { get; set; }

    /// <summary>What stands between a written message and its arrival, for a test that is no crash.</summary>
    public Action? WhileHeld { get; set; }

    public HandedOver Sockets => _handedOver ??= _node.HandOver(_peer, _dbid) ?? throw new AssertFailedException("the bridge took the offer");

    /// <summary>Whether the bridge takes this channel's messages from a new channeld.</summary>
    public bool IsTaken()
    {
        using HandedOver? taken = _node.HandOver(_peer, _dbid);
        return taken != null;
    }

    /// <summary>The node or the connection is gone; the next request comes from a new channeld.</summary>
    public void Disconnect()
    {
        _handedOver?.Dispose();
        _handedOver = null;
        _asked.Clear();
        Cut = CutPoint.None;
        Opened();
    }

    /// <summary>lightningd starts another channeld while the old one's sockets still live; they are the caller's now.</summary>
    public void Replace()
    {
        _handedOver = null;
        _asked.Clear();
        Cut = CutPoint.None;
    }

    /// <summary>channeld ends by itself; connectd sees it and ends too.</summary>
    public void Dies()
    {
        Sockets.Peer.Dispose();
        Sockets.Hsm.Dispose();
        Assert.IsNull(Sockets.Connectd.Read(), "the end");
        Disconnect();
    }

    public void Dispose() => Disconnect();

    public void Setup(ChannelTerms terms)
    {
        _fundings.Add(new Funding(terms, Peer));
        Ask(31, ChannelMessages.Setup(terms));
    }

    /// <summary>openingd has done its work; channeld asks from here on.</summary>
    public void Opened()
    {
        _opening?.Dispose();
        _opening = null;
    }

    /// <summary>channeld's request for a splice, with the holder's commitment on the new funding: all that comes before the peer's.</summary>
    public void AddFunding(ChannelState state, ChannelState peerState)
    {
        ChannelTerms first = state.Terms;
        ChannelTerms terms = first with { FundingTxid = Sha256.Hash([(byte)_fundings.Count, .. first.FundingTxid]), PushMsat = 0 };
        SoftwareSigner peer = new(_curve, _peerSeed);
        peer.Setup(Mirrored(terms, first));
        _fundings.Add(new Funding(terms, peer));
        Ask(31, ChannelMessages.Setup(terms));
        CommitmentFields ours = CommitmentBuilder.LastOfHolder(state, PerCommitmentPoint(state.HolderValidated));
        SignedCommitment signed = peer.SignCounterparty(CommitmentBuilder.LastOfCounterparty(peerState));
        Ask(35, ChannelMessages.ValidateCommitment(_curve, terms, ours, signed));
    }

    /// <summary>The peer's commitment on the newest funding alone, under the number that it has on the others already: now, or again after a crash.</summary>
    public SignedCommitment SendSplice(ChannelState state) => Send(CommitmentBuilder.LastOfCounterparty(state), [_fundings.Count - 1]);

    public byte[] PerCommitmentPoint(ulong number) => Ask(18, Number(number))[..33];

    /// <summary>What channeld asks before lightningd hears of the commitment.</summary>
    public byte[][]? Prepare(CommitmentFields content)
    {
        AskAll(content, [.. Enumerable.Range(0, _fundings.Count)]);
        return null;
    }

    public SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures) => SignCounterparty(content);

    /// <summary>What follows when lightningd has stored it.</summary>
    public SignedCommitment SignCounterparty(CommitmentFields content)
    {
        if (content.Number > 0)
        {
            return Send(content, [.. Enumerable.Range(0, _fundings.Count)]);
        }

        return new SignedCommitment(Ask(19, ChannelMessages.SignCommitment(_curve, _fundings[0].Terms, content))[..64], [], []);
    }

    public byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures)
    {
        byte[] point = [];
        foreach (Funding funding in _fundings)
        {
            SignedCommitment signed = funding == _fundings[0] ? signatures : funding.Peer.SignCounterparty(content.Mirrored());
            byte[] reply = Ask(35, ChannelMessages.ValidateCommitment(_curve, funding.Terms, content, signed));
            point = reply[1..34];
        }

        return point;
    }

    public Revocation Revoke(ulong number)
    {
        byte[] reply = Ask(40, Number(number));
        return new Revocation(reply[..32], reply[32..65]);
    }

    public void ValidateRevocation(ulong number, byte[] secret) => Ask(36, [.. Number(number), .. secret]);

    /// <summary>One request on this channel's hsm socket; the reply's body.</summary>
    public byte[] Ask(ushort type, byte[] body)
    {
        Holdfast.HsmdBridge.HsmdConnection hsm = _opening ?? Sockets.Hsm;
        byte[]? reply;
        try
        {
            hsm.Write([(byte)(type >> 8), (byte)type, .. body]);
            reply = hsm.Read();
        }
        catch (IOException)
        {
            reply = null;
        }

        return reply?[2..] ?? throw new RefusedException("message " + type, _node.LastRefusal());
    }

    private void AskAll(CommitmentFields content, int[] fundings)
    {
        Dictionary<int, byte[]> signatures = [];
        Dictionary<int, byte[][]> htlcSignatures = [];
        foreach (int i in fundings)
        {
            byte[] request = ChannelMessages.SignCommitment(_curve, _fundings[i].Terms, content);
            if (Cut == CutPoint.Asked && i == fundings[^1])
            {
                Sockets.Hsm.Write([0, 19, .. request]);
                throw new SignerLostException("cut");
            }

            signatures[i] = Ask(19, request)[..PlaceholderBytes];
            if (!AsksBackwards)
            {
                htlcSignatures[i] = [.. ChannelMessages.SignHtlcs(_curve, _fundings[i].Terms, content).Select(htlc => Ask(20, htlc)[..64])];
            }
        }

        foreach (int i in AsksBackwards ? fundings.Reverse() : fundings)
        {
            byte[] signature = signatures[i];
            byte[][] htlcs = AsksBackwards
                ? [.. ChannelMessages.SignHtlcs(_curve, _fundings[i].Terms, content).Reverse().Select(htlc => Ask(20, htlc)[..64]).ToArray().Reverse()]
                : htlcSignatures[i];
            _asked[(content.Number, i)] = new Asked(content, signature, htlcs);
            if (!IsTrue(i, content, signature, htlcs))
            {
                // The HTLC signatures are true at once, and the same request has the same placeholder for ever.
                byte[] before = _placeholders.GetValueOrDefault((Key(content), i), signature);
                CollectionAssert.AreEqual(before, signature, "the placeholder of a repeated request");
                _placeholders[(Key(content), i)] = signature;
                LastPlaceholder = signature;
                Answers = (Answers.Prepared + 1, Answers.SignedAtOnce);
            }
            else
            {
                Answers = (Answers.Prepared, Answers.SignedAtOnce + 1);
            }
        }

        if (Cut == CutPoint.Prepared)
        {
            throw new SignerLostException("cut");
        }
    }

    /// <summary>Writes an update and the commitment to the peer, and gives what connectd got in the end.</summary>
    private SignedCommitment Send(CommitmentFields content, int[] fundings)
    {
        if (fundings.Any(i => !_asked.TryGetValue((content.Number, i), out Asked? asked) || Key(asked.Content) != Key(content)))
        {
            AskAll(content, fundings);
        }

        if (Cut == CutPoint.Stored)
        {
            throw new SignerLostException("cut");
        }

        byte[] update = [0, 128, .. BitConverter.GetBytes(_updates++), .. new byte[1446]];
        byte[] message = Message(content, fundings);
        Asked[] asked = [.. fundings.Select(i => _asked[(content.Number, i)])];
        CutWhileSigning device = new(_node, Cut, asked.Length);
        Sockets.Peer.Write(update);
        Sockets.Peer.Write(message);
        CollectionAssert.AreEqual(update, Sockets.Connectd.Read(), "what stands before the commitment is not held");
        device.Wait(Sockets.Connectd.Socket);
        if (WhileHeld != null)
        {
            Assert.AreEqual(-1, Sockets.Connectd.Socket.TryRead(new byte[1]), "held");
            WhileHeld();
        }

        byte[] seen = Sockets.Connectd.Read() ?? throw new SignerLostException("the connection was cut");
        SignedCommitment first = Judge(content, fundings, message, seen);
        return Cut == CutPoint.Sent ? throw new SignerLostException("cut") : first;
    }

    private SignedCommitment Judge(CommitmentFields content, int[] fundings, byte[] written, byte[] seen)
    {
        Assert.AreEqual(written.Length, seen.Length);
        foreach (byte[] placeholder in _placeholders.Values)
        {
            Assert.AreEqual(-1, seen.AsSpan().IndexOf(placeholder), "a placeholder came out");
        }

        byte[] expected = [.. written];
        SignedCommitment? first = null;
        foreach (int i in fundings)
        {
            Asked asked = _asked[(content.Number, i)];
            int at = written.AsSpan().IndexOf(asked.Signature);
            byte[] signature = seen[at..(at + PlaceholderBytes)];
            signature.CopyTo(expected, at);
            Assert.IsTrue(IsTrue(i, content, signature, asked.HtlcSignatures), "a signature that verifies");
            (byte[] Content, byte[] Signature) known = _signed.GetValueOrDefault((content.Number, i), (content.Encode(), signature));
            CollectionAssert.AreEqual(known.Content, content.Encode(), "one content for a number");
            CollectionAssert.AreEqual(known.Signature, signature, "the same content has the same signature");
            _signed[(content.Number, i)] = known;
            first ??= new SignedCommitment(signature, asked.HtlcSignatures, []);
        }

        CollectionAssert.AreEqual(expected, seen, "nothing else in the message moved");
        return first!;
    }

    private bool IsTrue(int funding, CommitmentFields content, byte[] signature, byte[][] htlcSignatures) =>
        CommitmentTransactions.IsSigned(_curve, _fundings[funding].Terms, content, ofHolder: false, new SignedCommitment(signature, htlcSignatures, []));

    /// <summary>commitment_signed, or one batch element with start_batch and one for each funding (channeld.c, send_commit).</summary>
    private byte[] Message(CommitmentFields content, int[] fundings)
    {
        byte[][] commitments = [.. fundings.Select(i => CommitmentMessage(content, i))];
        if (commitments.Length == 1)
        {
            return commitments[0];
        }

        byte[] start = [0, 127, .. _fundings[0].Terms.FundingTxid, (byte)(commitments.Length >> 8), (byte)commitments.Length, 1, 2, 0, 132];
        return [.. ((byte[][])[start, .. commitments]).SelectMany(message =>
            (byte[])[0, 0, .. _fundings[0].Terms.FundingTxid, (byte)(message.Length >> 8), (byte)message.Length, .. message])];
    }

    private byte[] CommitmentMessage(CommitmentFields content, int funding)
    {
        Asked asked = _asked[(content.Number, funding)];
        return
        [
            0, 132, .. _fundings[0].Terms.FundingTxid, .. asked.Signature, (byte)(asked.HtlcSignatures.Length >> 8), (byte)asked.HtlcSignatures.Length,
            .. asked.HtlcSignatures.SelectMany(signature => signature), 1, 32, .. _fundings[funding].Terms.FundingTxid,
        ];
    }

    /// <summary>The same channel as the peer keeps it.</summary>
    private static ChannelTerms Mirrored(ChannelTerms terms, ChannelTerms first) =>
        terms with { IsOpener = !first.IsOpener, Holder = first.Counterparty, Counterparty = first.Holder };

    private static string Key(CommitmentFields content) => Convert.ToHexString(content.Encode());

    private static byte[] Number(ulong number)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return bytes;
    }

    private sealed record Funding(ChannelTerms Terms, SoftwareSigner Peer);

    private sealed record Asked(CommitmentFields Content, byte[] Signature, byte[][] HtlcSignatures);
}
