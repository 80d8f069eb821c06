using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>
/// One funding is buried on both sides' word; the others can no longer confirm and are retired. The holder's commitments on them stay until they are
/// revoked: the word may be wrong, and then they are the only way out. That the funding in use is locked is nothing new: a splice that the device signed
/// may still confirm and stays.
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
        Check.That(funding.HolderCurrent != null, "a locked funding has a holder commitment");
        bool isNews = funding != channel.Locked;
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            if (i != _funding && (isNews || !channel.Fundings[i].IsBound))
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
