using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance;

/// <summary>
/// Stands between a node and the signer under test: ends the node (and, inside the signer's moments, the signer's power) at one chosen
/// moment of the one armed signing, and keeps every signature that came out, as a thief on the host would.
/// </summary>
internal sealed class CrashingSigner(IChannelSigner inner, ISignerUnderTest underTest) : IChannelSigner, INodeWatch
{
    private NodeEvent? _moment;
    private bool _after;

    /// <summary>Everything that was signed and left the signer, in order.</summary>
    public List<(CommitmentFields Content, SignedCommitment Signed)> CameOut { get; } = [];

    public BasepointFields Basepoints => inner.Basepoints;

    public byte[] FundingPoint => inner.FundingPoint;

    /// <summary>From now on: end everything at this moment, once.</summary>
    public void Arm(NodeEvent moment, bool after)
    {
        _moment = moment;
        _after = after;
    }

    public byte[] PerCommitmentPoint(ulong number) => inner.PerCommitmentPoint(number);

    public void Setup(ChannelTerms terms) => inner.Setup(terms);

    public byte[][]? Prepare(CommitmentFields content) => inner.Prepare(content);

    public SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures) => Sign(content, () => inner.SignPrepared(content, htlcSignatures));

    public byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures) => inner.ValidateHolder(content, signatures);

    public Revocation Revoke(ulong number) => inner.Revoke(number);

    public void ValidateRevocation(ulong number, byte[] secret) => inner.ValidateRevocation(number, secret);

    public SignedCommitment SignCounterparty(CommitmentFields content) => Sign(content, () => inner.SignCounterparty(content));

    private SignedCommitment Sign(CommitmentFields content, Func<SignedCommitment> ask)
    {
        Before(NodeEvent.RequestSent);
        if (Is(NodeEvent.RequestSent, after: true) || Is(NodeEvent.DeviceCommitted, after: false))
        {
            CutThePower(SignerCut.BeforeCommit, ask);
        }

        if (Is(NodeEvent.DeviceCommitted, after: true) || Is(NodeEvent.ReplySent, after: false))
        {
            CutThePower(SignerCut.AfterCommit, ask);
        }

        SignedCommitment signed = ask();
        CameOut.Add((content, signed));
        After(NodeEvent.ReplySent);
        Before(NodeEvent.ReplyReceived);
        After(NodeEvent.ReplyReceived);
        return signed;
    }

    public void Before(NodeEvent moment) => CrashIf(moment, after: false);

    public void After(NodeEvent moment) => CrashIf(moment, after: true);

    private bool Is(NodeEvent moment, bool after) => _moment == moment && _after == after;

    private void CrashIf(NodeEvent moment, bool after)
    {
        if (Is(moment, after))
        {
            _moment = null;
            throw new NodeCrashedException(moment, after);
        }
    }

    private void CutThePower(SignerCut cut, Func<SignedCommitment> ask)
    {
        NodeEvent moment = _moment!.Value;
        _moment = null;
        underTest.Arm(cut);
        try
        {
            ask();
        }
        catch (SignerLostException)
        {
        }

        throw new NodeCrashedException(moment, _after);
    }
}
