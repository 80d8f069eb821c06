namespace Holdfast.JitChannels.Lsps;

/// <summary>
/// What an LSP takes for a channel (bLIP-52, "Computing The opening_fee"), in 64 bits that are checked at each step. The formula in the prose of that
/// text divides by 10,000,000; its code in C and Rust, and
/// every implementation, by 1,000,000.
/// </summary>
public static class OpeningFee
{
    private const ulong Million = 1_000_000;

    /// <summary>In millisatoshi; null on overflow, also where only the addition overflows, as the text demands.</summary>
    public static ulong? Of(ulong sizeMsat, ulong minFeeMsat, uint proportional)
    {
        UInt128 product = (UInt128)sizeMsat * proportional;
        return product + (Million - 1) > ulong.MaxValue ? null : Math.Max(((ulong)product + (Million - 1)) / Million, minFeeMsat);
    }
}
