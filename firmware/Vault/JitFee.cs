namespace Holdfast.Vault;

/// <summary>
/// What a provider may keep of a payment for which it opens a channel, by bLIP-52: the larger of a least fee and a share, rounded up, in 64 bits that do not overflow.
/// </summary>
public static class JitFee
{
    /// <summary>Not a fee: 64 bits do not hold what it is made of.</summary>
    public const ulong None = ulong.MaxValue;

    private const ulong Million = 1000000;

    /// <param name="sizeMsat">The whole payment, as the payer sends it.</param>
    /// <param name="ppm">Millionths of it.</param>
    public static ulong Of(ulong sizeMsat, ulong minFeeMsat, uint ppm)
    {
        if (ppm != 0 && sizeMsat > (ulong.MaxValue - (Million - 1)) / ppm)
        {
            return None;
        }

        ulong share = (sizeMsat * ppm + (Million - 1)) / Million;
        return share > minFeeMsat ? share : minFeeMsat;
    }
}
