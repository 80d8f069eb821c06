using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance.Hsmd;

/// <summary>
/// One channel of an hsmd program, asked as channeld asks: message 19 and one 20 per HTLC for the peer's commitment, 35, 40, 36 for the
/// rest. A client socket that the program closes is a refusal; a program that is gone is a lost signer. Where frames are held, every message to and from the peer
/// goes through channeld's socket, and the signature of a commitment is what connectd gets to see.
/// </summary>
internal sealed class HsmdSigner : IChannelSigner
{
    private readonly HsmdUnderTest _program;
    private readonly byte[] _peer;
    private readonly ulong _dbid;
    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly Dictionary<ulong, byte[]> _points = [];
    private ChannelTerms? _terms;
    private bool _isOpening;
    private SignedCommitment? _asked;

    public HsmdSigner(HsmdUnderTest program, byte[] peer, ulong dbid)
    {
        _program = program;
        _peer = peer;
        _dbid = dbid;
        _isOpening = program.HoldsFrames;
        program.AskMain(30, Name(), 130).End();
        ByteReader keys = program.AskMain(10, Name(), 110);
        Basepoints = BasepointFields.Read(keys);
        FundingPoint = keys.Bytes(33);
    }

    public BasepointFields Basepoints { get; }

    public byte[] FundingPoint { get; }

    private ChannelTerms Terms => _terms ?? throw new InvalidOperationException("no channel was set up");

    public byte[] PerCommitmentPoint(ulong number)
    {
        if (!_points.TryGetValue(number, out byte[]? point))
        {
            point = Ask(18, writer => writer.U64(number), 118).Bytes(33);
            _points[number] = point;
        }

        return point;
    }

    public void Setup(ChannelTerms terms)
    {
        _terms = terms;
        Ask(31, ChannelMessages.Setup(terms), 131).End();
    }

    /// <summary>hsmd has no such question, but where frames are held its answer to 19 is one: anything but the signature is a placeholder for it.</summary>
    public byte[][]? Prepare(CommitmentFields content)
    {
        if (!_program.HoldsFrames)
        {
            return null;
        }

        SignedCommitment asked = AskSignatures(ChannelMessages.SignCommitment(_curve, Terms, content), content);
        _asked = asked;
        return CommitmentTransactions.IsSigned(_curve, Terms, content, ofHolder: false, asked) ? null : asked.HtlcSignatures;
    }

    /// <summary>lightningd has stored it: channeld writes what changes and commitment_signed, and what comes out is the peer's.</summary>
    public SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures)
    {
        SignerCut cut = _program.TakeCut();
        ChannelClient client = _program.Client(_peer, _dbid, _isOpening);
        byte[] update = PeerFrames.Update(Terms, content.Number);
        byte[]? came = null;
        try
        {
            client.Peer!.Write(update);
            client.Peer.Write(PeerFrames.CommitmentSigned(Terms, new SignedCommitment(_asked!.Signature, htlcSignatures, [])));
            if (cut == SignerCut.BeforeCommit)
            {
                _program.CutPower();
            }

            came = Passes(client.Connectd!, update) ? client.Connectd!.Read(_program.AnswerTimeoutMs) : null;
        }
        catch (IOException)
        {
            // The end, as below.
        }

        if (came == null)
        {
            _program.EndClient(_dbid, _isOpening);
            throw _program.Closed("the connection to the peer was cut instead of a signature");
        }

        if (cut == SignerCut.AfterCommit)
        {
            _program.CutPower();
        }

        return PeerFrames.ReadCommitmentSigned(came);
    }

    public SignedCommitment SignCounterparty(CommitmentFields content)
    {
        SignerCut cut = _program.TakeCut();
        byte[] request = ChannelMessages.SignCommitment(_curve, Terms, content);
        if (cut == SignerCut.BeforeCommit)
        {
            _program.SendAndCutPower(_peer, _dbid, _isOpening, 19, request);
        }

        SignedCommitment signed = AskSignatures(request, content);
        if (cut == SignerCut.AfterCommit)
        {
            _program.CutPower();
        }

        return signed;
    }

    public byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures)
    {
        Arrive(PeerFrames.CommitmentSigned(Terms, signatures));
        ByteReader reply = Ask(35, ChannelMessages.ValidateCommitment(_curve, Terms, content, signatures), 135);
        if (reply.Flag())
        {
            throw new IOException("an old secret in the reply to validate_commitment_tx");
        }

        _points[content.Number + 1] = reply.Bytes(33);
        if (_isOpening)
        {
            // openingd's work is done with the first commitments; channeld is started for the rest.
            _program.EndClient(_dbid, isOpening: true);
            _isOpening = false;
        }

        return _points[content.Number + 1];
    }

    public Revocation Revoke(ulong number)
    {
        ByteReader reply = Ask(40, writer => writer.U64(number), 140);
        Revocation revocation = new(reply.Bytes(32), reply.Bytes(33));
        Leave(PeerFrames.RevokeAndAck(Terms, revocation.Secret));
        return revocation;
    }

    public void ValidateRevocation(ulong number, byte[] secret)
    {
        Arrive(PeerFrames.RevokeAndAck(Terms, secret));
        Ask(36, writer =>
        {
            writer.U64(number);
            writer.Bytes(secret);
        }, 136).End();
    }

    private SignedCommitment AskSignatures(byte[] request, CommitmentFields content)
    {
        byte[] signature = BitcoinSignature(Ask(19, request, 112));
        return new SignedCommitment(signature, [.. ChannelMessages.SignHtlcs(_curve, Terms, content).Select(htlc => BitcoinSignature(Ask(20, htlc, 112)))], []);
    }

    /// <summary>A message of the peer, where it goes through channeld's socket.</summary>
    private void Arrive(byte[] message) => Carry(message, client => (client.Connectd!, client.Peer!));

    /// <summary>A message to the peer, where it goes through channeld's socket.</summary>
    private void Leave(byte[] message) => Carry(message, client => (client.Peer!, client.Connectd!));

    private void Carry(byte[] message, Func<ChannelClient, (HsmdSocket From, HsmdSocket To)> ends)
    {
        if (_program.HoldsFrames && !_isOpening)
        {
            (HsmdSocket from, HsmdSocket to) = ends(_program.Client(_peer, _dbid, _isOpening));
            from.Write(message);
            if (!Passes(to, message))
            {
                throw new IOException("a message between channeld and its peer was changed or lost");
            }
        }
    }

    /// <summary>What was written is what comes out.</summary>
    private bool Passes(HsmdSocket socket, byte[] message) => socket.Read(_program.AnswerTimeoutMs) is byte[] came && came.AsSpan().SequenceEqual(message);

    private byte[] Name()
    {
        ByteWriter writer = new(41);
        writer.Bytes(_peer);
        writer.U64(_dbid);
        return writer.ToArray();
    }

    private ByteReader Ask(ushort type, Action<ByteWriter> fields, ushort replyType)
    {
        ByteWriter writer = new(64);
        fields(writer);
        return Ask(type, writer.ToArray(), replyType);
    }

    private ByteReader Ask(ushort type, byte[] fields, ushort replyType) => _program.AskChannel(_peer, _dbid, _isOpening, type, fields, replyType);

    private static byte[] BitcoinSignature(ByteReader reply)
    {
        byte[] signature = reply.Bytes(64);
        reply.U8();
        reply.End();
        return signature;
    }
}
