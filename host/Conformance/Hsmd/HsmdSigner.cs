using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
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
        Ask(31, writer =>
        {
            writer.Flag(terms.IsOpener);
            writer.U64(terms.ValueSat);
            writer.U64(terms.PushMsat);
            writer.Bytes(terms.FundingTxid);
            writer.U16(terms.FundingVout);
            writer.U16(terms.Holder.DelayBlocks);
            writer.U16(0);
            writer.U8(0);
            terms.Counterparty.Basepoints.Write(writer);
            writer.Bytes(terms.Counterparty.FundingPoint);
            writer.U16(terms.Counterparty.DelayBlocks);
            writer.U16(0);
            writer.Blob(Features(terms.Type));
        }, 131).End();
    }

    public void Prepare(CommitmentContent content)
    {
        // hsmd has no such question; the order of writing is what the case tests.
    }

    public SignedCommitment SignCounterparty(CommitmentContent content)
    {
        SignerCut cut = _program.TakeCut();
        CommitmentTransaction transaction = CommitmentTransactions.Build(_curve, Terms, content, ofHolder: false);
        CommitmentKeys keys = CommitmentTransactions.Keys(_curve, Terms, content, ofHolder: false);
        ByteWriter request = new(4096);
        request.Bytes(HsmdTransaction.Commitment(Terms, content, transaction, ofHolder: false, keys));
        request.Bytes(Terms.Counterparty.FundingPoint);
        request.Bytes(content.Point);
        request.Flag(true);
        request.U64(content.Number);
        WriteHtlcs(request, content);
        request.U32(content.FeeratePerKw);
        if (cut == SignerCut.BeforeCommit)
        {
            _program.SendAndCutPower(_peer, _dbid, 19, request.ToArray());
        }

        byte[] signature = BitcoinSignature(Ask(19, request, 112));
        byte[][] htlcSignatures = new byte[transaction.HtlcCount][];
        for (int i = 0; i < htlcSignatures.Length; i++)
        {
            ByteWriter htlc = new(2048);
            htlc.Bytes(HsmdTransaction.Htlc(Terms, transaction, i, ofHolder: false, keys));
            htlc.Blob(transaction.HtlcWitnessScript(i));
            htlc.Bytes(content.Point);
            htlc.Flag(Terms.Type != ChannelType.StaticRemoteKey);
            htlcSignatures[i] = BitcoinSignature(Ask(20, htlc, 112));
        }

        if (cut == SignerCut.AfterCommit)
        {
            _program.CutPower();
        }

        return new SignedCommitment(signature, htlcSignatures, []);
    }

    public byte[] ValidateHolder(CommitmentContent content, SignedCommitment signatures)
    {
        CommitmentTransaction transaction = CommitmentTransactions.Build(_curve, Terms, content, ofHolder: true);
        CommitmentKeys keys = CommitmentTransactions.Keys(_curve, Terms, content, ofHolder: true);
        ByteWriter request = new(4096);
        request.Bytes(HsmdTransaction.Commitment(Terms, content, transaction, ofHolder: true, keys));
        WriteHtlcs(request, content);
        request.U64(content.Number);
        request.U32(content.FeeratePerKw);
        request.Bytes(signatures.Signature);
        request.U8(1);
        request.U16((ushort)signatures.HtlcSignatures.Length);
        foreach (byte[] signature in signatures.HtlcSignatures)
        {
            request.Bytes(signature);
            request.U8(Terms.Type == ChannelType.StaticRemoteKey ? (byte)1 : (byte)0x83);
        }

        ByteReader reply = Ask(35, request, 135);
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
        return Ask(type, writer, replyType);
    }

    private ByteReader Ask(ushort type, ByteWriter request, ushort replyType) => _program.AskChannel(_peer, _dbid, type, request.ToArray(), replyType);

    private static void WriteHtlcs(ByteWriter writer, CommitmentContent content)
    {
        writer.U16((ushort)content.Htlcs.Length);
        foreach (HtlcFields htlc in content.Htlcs)
        {
            writer.Flag(htlc.IsOfferedByPeer);
            writer.U64(htlc.AmountMsat);
            writer.Bytes(htlc.PaymentHash);
            writer.U32(htlc.Expiry);
        }
    }

    private static byte[] BitcoinSignature(ByteReader reply)
    {
        byte[] signature = reply.Bytes(64);
        reply.U8();
        reply.End();
        return signature;
    }

    /// <summary>channel_type as a feature bitmap (BOLT 9): bit 12 static_remotekey, 22 anchors (zero-fee HTLC transactions).</summary>
    private static byte[] Features(ChannelType type) => type switch
    {
        ChannelType.StaticRemoteKey => [0x10, 0x00],
        _ => [0x40, 0x10, 0x00],
    };
}
