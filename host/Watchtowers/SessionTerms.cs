namespace Holdfast.Watchtowers;

/// <summary>What is asked of a tower for one session, and fixed for as long as it lasts.</summary>
/// <param name="UpdatesMax">How many revoked states it holds.</param>
/// <param name="FeeratePerKw">Satoshi per 1,000 weight units that the tower's sweep will pay.</param>
/// <param name="SweepKeyIndex">The wallet key that the sweep pays to.</param>
/// <param name="IsTaproot">The wallet's address for that key is P2TR, otherwise P2WPKH.</param>
public sealed record SessionTerms(ushort UpdatesMax, uint FeeratePerKw, uint SweepKeyIndex, bool IsTaproot)
{
    public const ushort UpdatesMaxUnlessSaid = 1024;
    public const uint FeeratePerKwUnlessSaid = 2500;

    /// <summary>lnd's client takes no less, so a tower need not either.</summary>
    public const uint FeeratePerKwMin = 1000;
}
