using System.Globalization;
using Holdfast.JitChannels.Book;
using Holdfast.JitChannels.Lsps;

namespace Holdfast.JitChannels;

/// <summary>Amounts and fees in words, as they are shown before anything is agreed.</summary>
public static class FeeWords
{
    /// <param name="sizeMsat">0 when the payer chooses it.</param>
    public static string Of(OpeningTerms terms, ulong sizeMsat) =>
        Of(sizeMsat, sizeMsat == 0 ? null : terms.FeeFor(sizeMsat), terms.MinFeeMsat, terms.Proportional, terms.ValidUntil)
        + $" The LSP keeps the channel for at least {terms.MinLifetimeBlocks} blocks.";

    public static string Of(OrderRow order) =>
        Of(order.SizeMsat, order.SizeMsat == 0 ? null : order.FeeFor(order.SizeMsat), order.MinFeeMsat, order.Proportional, order.ValidUntil)
        + (order.TrustsLsp ? " The LSP wants the preimage before it publishes the funding: this node has to trust it." : string.Empty);

    private static string Of(ulong sizeMsat, ulong? fee, ulong minFeeMsat, uint proportional, DateTimeOffset validUntil)
    {
        string percent = (proportional / 10_000m).ToString("0.####", CultureInfo.InvariantCulture);
        string until = validUntil.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return fee is { } kept && kept < sizeMsat
            ? $"The payer pays {Satoshis(sizeMsat)}; the LSP keeps at most {Satoshis(kept)} of it for the channel, and at least {Satoshis(sizeMsat - kept)} arrive."
                + $" Valid until {until}."
            : sizeMsat != 0
                ? $"The payer pays {Satoshis(sizeMsat)}, and that is not more than the LSP's fee. Valid until {until}."
                : $"The payer chooses the amount; the LSP keeps {percent} % of it for the channel, at least {Satoshis(minFeeMsat)}. Valid until {until}.";
    }

    private static string Satoshis(ulong msat) => (msat / 1000m).ToString("#,0.###", CultureInfo.InvariantCulture) + " sat";
}
