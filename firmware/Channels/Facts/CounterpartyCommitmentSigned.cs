using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>The device signed the peer's commitment for one funding. The first funding that reaches a new number takes the channel there.</summary>
public sealed class CounterpartyCommitmentSigned : IFact
{
    private readonly int _funding;
    private readonly ulong _number;
    private readonly byte[] _pointDigest;
    private readonly SignedCommitment _commitment;
    private readonly ulong _incoming;
    private readonly bool _isAhead;

    /// <param name="incoming">The sum of the peer's HTLCs on it (<see cref="IncomingBook"/>); 0 where nobody keeps a book.</param>
    /// <param name="isAhead">Whether the host will prepare the next number.</param>
    public CounterpartyCommitmentSigned(int funding, ulong number, byte[] pointDigest, SignedCommitment commitment, ulong incoming, bool isAhead)
    {
        _funding = funding;
        _number = number;
        _pointDigest = pointDigest;
        _commitment = commitment;
        _incoming = incoming;
        _isAhead = isAhead;
    }

    public void ApplyTo(Channel channel)
    {
        Funding target = channel.Fundings[_funding];
        Check.That(!target.IsRetired, "a retired funding gets no commitment");
        if (_number == channel.SignedCount)
        {
            Check.That(_number == 0 || channel.CounterpartyRevokedCount == _number - 1, "at most two signed numbers are unrevoked");
            channel.PreviousPointDigest = channel.PointDigest;
            channel.PointDigest = _pointDigest;
            channel.SignedCount = _number + 1;
            channel.Unacknowledged += channel.CountsBackups ? 1 : 0;
            channel.Incoming = IncomingBook.AfterSigning(channel.Incoming, _incoming, _isAhead);
            for (int i = 0; i < channel.Fundings.Length; i++)
            {
                channel.Fundings[i].Counterparty = null;
            }

            channel.DropRetired();
        }
        else
        {
            Check.That(_number + 1 == channel.SignedCount, "only the newest number is signed");
            Check.That(Check.Same(_pointDigest, channel.PointDigest), "one number has one point");
            Check.That(target.Counterparty == null, "a number is signed once per funding");
        }

        target.Counterparty = _commitment;
        target.CountsBackups = channel.CountsBackups;
    }
}
