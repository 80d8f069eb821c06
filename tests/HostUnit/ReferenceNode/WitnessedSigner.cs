using Holdfast.Lightning;
using Holdfast.Protocol;
using Holdfast.ReferenceNode;

namespace Holdfast.HostUnit.ReferenceNode;

/// <summary>Remembers every content that was signed per number, and refuses on command.</summary>
internal sealed class WitnessedSigner(IChannelSigner inner) : IChannelSigner
{
    private readonly Dictionary<ulong, HashSet<string>> _signed = [];

    /// <summary>Numbers with more than one content: what a validating signer never does.</summary>
    public IReadOnlyList<ulong> NumbersSignedTwice => [.. _signed.Where(entry => entry.Value.Count > 1).Select(entry => entry.Key)];

    /// <summary>The tag of the next refusal of a signature; null to sign.</summary>
    public string? RefuseSignWith { get; set; }

    /// <summary>The tag of the next refusal of a prepare; null to agree.</summary>
    public string? RefusePrepareWith { get; set; }

    public BasepointFields Basepoints => inner.Basepoints;

    public byte[] FundingPoint => inner.FundingPoint;

    public byte[] PerCommitmentPoint(ulong number) => inner.PerCommitmentPoint(number);

    public void Setup(ChannelTerms terms) => inner.Setup(terms);

    public byte[][]? Prepare(CommitmentFields content)
    {
        Refuse(RefusePrepareWith);
        return inner.Prepare(content);
    }

    public SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures)
    {
        Refuse(RefuseSignWith);
        Signed(content);
        return inner.SignPrepared(content, htlcSignatures);
    }

    public SignedCommitment SignCounterparty(CommitmentFields content)
    {
        Refuse(RefuseSignWith);
        Signed(content);
        return inner.SignCounterparty(content);
    }

    private void Signed(CommitmentFields content)
    {
        HashSet<string> contents = _signed.TryGetValue(content.Number, out HashSet<string>? known) ? known : _signed[content.Number] = [];
        contents.Add(Convert.ToHexString(content.Encode()));
    }

    public byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures) => inner.ValidateHolder(content, signatures);

    public Revocation Revoke(ulong number) => inner.Revoke(number);

    public void ValidateRevocation(ulong number, byte[] secret) => inner.ValidateRevocation(number, secret);

    private static void Refuse(string? tag)
    {
        if (tag is not null)
        {
            throw new RefusedException(tag, "refused by the test");
        }
    }
}
