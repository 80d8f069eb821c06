using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>
/// One funding is buried on both sides' word; the others can no longer confirm and are retired. Our commitments on them stay until they are
/// revoked: the word may be wrong, and then they are the only way out.
/// </summary>
public sealed class OutpointLocked : IFact
{
    private readonly int _funding;

    public OutpointLocked(int funding)
    {
        _funding = funding;
    }

    public void ApplyTo(Channel channel)
    {
        Funding funding = channel.Fundings[_funding];
        Check.That(funding.HolderCurrent != null, "a locked funding has a commitment of ours");
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            if (i != _funding)
            {
                channel.Fundings[i].Retire();
            }
        }

        funding.IsBound = true;
        funding.Account = null;
        channel.DropRetired();
        channel.IsFundingLocked = true;
    }
}
