using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Protocol;

namespace Holdfast.ReferenceNode;

/// <summary>
/// Keys in memory and no memory of what they signed: the peer of a tested node, and what a signer without rules looks like from the
/// outside. It checks the peer's signatures and secrets, because any node does that itself.
/// </summary>
public sealed class SoftwareSigner : IChannelSigner
{
    private readonly Secp256k1 _curve;
    private readonly byte[] _fundingSecret;
    private readonly byte[] _htlcSecret;
    private readonly byte[] _shaSeed;
    private readonly Dictionary<ulong, byte[]> _points = [];
    private ChannelTerms? _terms;

    /// <param name="curve">The curve; not shared with another thread.</param>
    /// <param name="seed">32 bytes; every key follows from it.</param>
    public SoftwareSigner(Secp256k1 curve, byte[] seed)
    {
        _curve = curve;
        _fundingSecret = Secret(seed, "funding");
        _htlcSecret = Secret(seed, "htlc");
        _shaSeed = Secret(seed, "shachain");
        FundingPoint = curve.PublicKey(_fundingSecret);
        Basepoints = new BasepointFields
        {
            Revocation = curve.PublicKey(Secret(seed, "revocation")),
            Payment = curve.PublicKey(Secret(seed, "payment")),
            Htlc = curve.PublicKey(_htlcSecret),
            Delayed = curve.PublicKey(Secret(seed, "delayed")),
        };
    }

    public BasepointFields Basepoints { get; }

    public byte[] FundingPoint { get; }

    private ChannelTerms Terms => _terms ?? throw new InvalidOperationException("no channel was set up");

    public byte[] PerCommitmentPoint(ulong number)
    {
        if (!_points.TryGetValue(number, out byte[]? point))
        {
            point = _curve.PublicKey(Shachain.CommitmentSecret(_shaSeed, number));
            _points[number] = point;
        }

        return point;
    }

    public void Setup(ChannelTerms terms) => _terms = terms;

    public byte[][]? Prepare(CommitmentFields content) => null;

    public SignedCommitment SignPrepared(CommitmentFields content, byte[][] htlcSignatures) => SignCounterparty(content);

    public SignedCommitment SignCounterparty(CommitmentFields content)
    {
        CommitmentTransaction transaction = CommitmentTransactions.Build(_curve, Terms, content, ofHolder: false);
        byte[] htlcKey = KeyDerivation.Secret(_curve, _htlcSecret, Basepoints.Htlc, content.Point);
        byte[][] htlcSignatures = [.. Enumerable.Range(0, transaction.HtlcCount)
            .Select(i => _curve.Sign(transaction.HtlcSighash(i, byCountersignatory: true), htlcKey))];
        return new SignedCommitment(_curve.Sign(transaction.Sighash(), _fundingSecret), htlcSignatures, []);
    }

    public byte[] ValidateHolder(CommitmentFields content, SignedCommitment signatures)
    {
        return CommitmentTransactions.IsSigned(_curve, Terms, content, ofHolder: true, signatures)
            ? PerCommitmentPoint(content.Number + 1)
            : throw new RefusedException("bad-signature", "the peer's signature of commitment " + content.Number + " does not verify");
    }

    public Revocation Revoke(ulong number) => new(Shachain.CommitmentSecret(_shaSeed, number), PerCommitmentPoint(number + 2));

    public void ValidateRevocation(ulong number, byte[] secret)
    {
        if (!_curve.IsSecret(secret))
        {
            throw new RefusedException("bad-secret", "the peer's secret of " + number + " is no secret");
        }
    }

    private static byte[] Secret(byte[] seed, string name) => Sha256.Hash([.. seed, .. Ascii.Bytes(name, 32)]);
}
