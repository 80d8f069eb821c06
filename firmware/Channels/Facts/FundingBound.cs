using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>
/// A signature of the device that helps a funding transaction confirm was given: it may be on chain from now on. What it takes from the owner was decided before,
/// for all of its inputs at once.
/// </summary>
public sealed class FundingBound : IFact
{
    private readonly int _funding;
    private readonly byte[] _account;

    /// <param name="funding">Its position.</param>
    /// <param name="account">Digest of what was decided; null where the owner agreed to lose everything that was signed.</param>
    public FundingBound(int funding, byte[] account)
    {
        _funding = funding;
        _account = account;
    }

    public void ApplyTo(Channel channel)
    {
        Funding funding = channel.Fundings[_funding];
        Check.That(_account == null || funding.Account == null, "one transaction has one account");
        funding.IsBound = true;
        funding.Account = _account != null ? _account : funding.Account;
    }
}
