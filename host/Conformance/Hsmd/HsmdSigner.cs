using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance.Hsmd;

/// <summary>
/// One channel of an hsmd program, asked as channeld asks: message 19 and one 20 per HTLC for the peer's commitment, 35, 40, 36 for the
/// rest. A client socket that the program closes is a refusal; a program that is gone is a lost signer.
/// </summary>
internal sealed class HsmdSigner : IChannelSigner
{
    private readonly HsmdUnderTest _program;
    private readonly byte[] _peer;
    private readonly ulong _dbid;
    private readonly Secp256k1 _curve = Secp256k1.Software();
    private readonly Dictionary<ulong, byte[]> _points = [];
    private ChannelTerms? _terms;

    public HsmdSigner(HsmdUnderTest program, byte[] peer, ulong dbid)
    {
        _program = program;
        _peer = peer;
        _dbid = dbid;
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

    // hsmd has no such question; the order of writing is what the case tests.
    public byte[][]? Prepare(CommitmentContent content) => null;

    public SignedCommitment SignPrepared(CommitmentContent content, byte[][] htlcSignatures) => SignCounterparty(content);

    public SignedCommitment SignCounterparty(CommitmentContent content)
    {
        SignerCut cut = _program.TakeCut();
        byte[] request = ChannelMessages.SignCommitment(_curve, Terms, content);
        if (cut == SignerCut.BeforeCommit)
        {
            _program.SendAndCutPower(_peer, _dbid, 19, request);
        }

        byte[] signature = BitcoinSignature(Ask(19, request, 112));
        byte[][] htlcSignatures = [.. ChannelMessages.SignHtlcs(_curve, Terms, content).Select(htlc => BitcoinSignature(Ask(20, htlc, 112)))];
        if (cut == SignerCut.AfterCommit)
        {
            _program.CutPower();
        }

        return new SignedCommitment(signature, htlcSignatures, []);
    }

    public byte[] ValidateHolder(CommitmentContent content, SignedCommitment signatures)
    {
        ByteReader reply = Ask(35, ChannelMessages.ValidateCommitment(_curve, Terms, content, signatures), 135);
        if (reply.Flag())
        {
            throw new IOException("an old secret in the reply to validate_commitment_tx");
        }

        _points[content.Number + 1] = reply.Bytes(33);
        return _points[content.Number + 1];
    }

    public Revocation Revoke(ulong number)
    {
        ByteReader reply = Ask(40, writer => writer.U64(number), 140);
        return new Revocation(reply.Bytes(32), reply.Bytes(33));
    }

    public void ValidateRevocation(ulong number, byte[] secret) => Ask(36, writer =>
    {
        writer.U64(number);
        writer.Bytes(secret);
    }, 136).End();

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

    private ByteReader Ask(ushort type, byte[] fields, ushort replyType) => _program.AskChannel(_peer, _dbid, type, fields, replyType);

    private static byte[] BitcoinSignature(ByteReader reply)
    {
        byte[] signature = reply.Bytes(64);
        reply.U8();
        reply.End();
        return signature;
    }
}
