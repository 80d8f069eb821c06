using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>The peer signed the holder's commitment for one funding, and it passed every rule.</summary>
public sealed class HolderCommitmentValidated : IFact
{
    private readonly int _funding;
    private readonly ulong _number;
    private readonly HeldCommitment _commitment;
    private readonly ulong _announced;

    /// <param name="announced">The sum of the peer's HTLCs that are new on it (<see cref="IncomingBook"/>).</param>
    public HolderCommitmentValidated(int funding, ulong number, HeldCommitment commitment, ulong announced)
    {
        _funding = funding;
        _number = number;
        _commitment = commitment;
        _announced = announced;
    }

    public void ApplyTo(Channel channel)
    {
        Funding funding = channel.Fundings[_funding];
        if (_number == channel.HolderRevokedCount)
        {
            Check.That(funding.HolderCurrent == null, "the current commitment is fixed");
            funding.HolderCurrent = _commitment;
        }
        else
        {
            Check.That(_number == channel.HolderRevokedCount + 1, "only the next commitment is validated");
            Check.That(funding.HolderCurrent != null, "a successor has a predecessor");
            funding.HolderPending = _commitment;
            channel.Incoming = channel.Incoming == null ? null : channel.Incoming.AfterValidating(_announced);
        }
    }
}
