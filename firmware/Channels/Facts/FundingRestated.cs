using Holdfast.Bytes;

namespace Holdfast.Channels.Facts;

/// <summary>The node described a funding again, with another key of the peer or another value, before any commitment existed for it.</summary>
public sealed class FundingRestated : IFact
{
    private readonly int _index;
    private readonly Funding _funding;

    public FundingRestated(int index, Funding funding)
    {
        _index = index;
        _funding = funding;
    }

    public void ApplyTo(Channel channel)
    {
        Funding old = channel.Fundings[_index];
        Check.That(old.IsUntouched && old.IsAt(_funding.Txid, _funding.Vout), "only an untouched funding is restated");
        _funding.IsBound = old.IsBound;
        channel.Fundings[_index] = _funding;
    }
}
