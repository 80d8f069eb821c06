using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>One funding is buried on both sides' word; the others can no longer confirm.</summary>
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
        funding.IsBound = true;
        channel.Fundings = new Funding[] { funding };
        channel.IsFundingLocked = true;
    }
}
