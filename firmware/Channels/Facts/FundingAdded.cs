using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>Another funding transaction may carry the channel: a splice, or a replaced opening transaction.</summary>
public sealed class FundingAdded : IFact
{
    private readonly Funding _funding;

    public FundingAdded(Funding funding)
    {
        _funding = funding;
    }

    public void ApplyTo(Channel channel)
    {
        Check.That(channel.Fundings.Length < Channel.FundingsMax, "fundings are bounded");
        Check.That(channel.IndexOfPrefix(_funding.Prefix) < 0, "fundings have different prefixes");
        Funding[] fundings = new Funding[channel.Fundings.Length + 1];
        for (int i = 0; i < channel.Fundings.Length; i++)
        {
            fundings[i] = channel.Fundings[i];
        }

        fundings[channel.Fundings.Length] = _funding;
        channel.Fundings = fundings;
    }
}
