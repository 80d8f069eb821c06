namespace Holdfast.Channels.Facts;

/// <summary>A signature of ours that helps a funding transaction confirm is out: it may be on chain from now on.</summary>
public sealed class FundingBound : IFact
{
    private readonly int _funding;

    public FundingBound(int funding)
    {
        _funding = funding;
    }

    public void ApplyTo(Channel channel)
    {
        channel.Fundings[_funding].IsBound = true;
    }
}
