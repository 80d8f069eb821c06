using Holdfast.JitChannels.Lsps;

namespace Holdfast.JitChannels;

/// <summary>Which entry of a menu suits a payment: the first, and so the cheapest, to which nothing objects.</summary>
public static class TermsChoice
{
    private const ulong Million = 1_000_000;

    /// <exception cref="JitRefusalException">None suits; the sentence says what is wrong with each.</exception>
    public static OpeningTerms Choose(IReadOnlyList<OpeningTerms> menu, JitWish wish, JitSettings settings, DateTimeOffset now)
    {
        List<string> wrong = [];
        foreach (OpeningTerms terms in menu)
        {
            if (Objection(terms, wish, settings, now) is not { } objection)
            {
                return terms;
            }

            wrong.Add(objection);
        }

        throw new JitRefusalException(
            menu.Count == 0 ? "the LSP opens no channels for this node at present" : "nothing in the LSP's menu suits: " + string.Join("; ", wrong.Distinct()));
    }

    /// <summary>Null when the entry suits.</summary>
    public static string? Objection(OpeningTerms terms, JitWish wish, JitSettings settings, DateTimeOffset now)
    {
        ulong size = wish.AmountMsat;
        bool isFixed = size != 0;
        ulong? fee = terms.FeeFor(isFixed ? size : terms.MaxSizeMsat);
        return terms.ValidUntil < now + settings.TermsLifeMin ? "an entry is not valid long enough"
            : terms.MaxClientDelayBlocks < settings.OwnDelayBlocks
                ? $"the LSP takes a delay of at most {terms.MaxClientDelayBlocks} blocks, and this node imposes {settings.OwnDelayBlocks} (watchtime-blocks)"
            : isFixed && size < terms.MinSizeMsat ? $"the LSP takes payments from {terms.MinSizeMsat} msat on"
            : isFixed && size > terms.MaxSizeMsat ? $"the LSP takes payments up to {terms.MaxSizeMsat} msat"
            : fee == null ? "the fee is too large to be computed"
            : isFixed && fee >= size ? $"the fee of {fee} msat is not less than the payment"
            : isFixed ? FixedFeeObjection(fee.Value, wish, settings)
            : VariableFeeObjection(terms, wish, settings);
    }

    private static string? FixedFeeObjection(ulong fee, JitWish wish, JitSettings settings) =>
        fee > (wish.FeeMsatMax ?? ulong.MaxValue) ? $"the fee is {fee} msat now, more than the {wish.FeeMsatMax} msat that were agreed to"
            : settings.FeeMsatMax != 0 && fee > settings.FeeMsatMax ? $"the fee of {fee} msat is above jit-fee-max-msat"
            : settings.FeePpmMax != 0 && (UInt128)fee * Million > (UInt128)wish.AmountMsat * settings.FeePpmMax ? $"the fee of {fee} msat is above jit-fee-max-ppm"
            : null;

    private static string? VariableFeeObjection(OpeningTerms terms, JitWish wish, JitSettings settings) =>
        terms.MinFeeMsat > (wish.FeeMsatMax ?? ulong.MaxValue) ? $"the least fee is {terms.MinFeeMsat} msat now, more than the {wish.FeeMsatMax} msat that were agreed to"
            : terms.Proportional > (wish.FeePpmMax ?? uint.MaxValue)
                ? $"the LSP takes {terms.Proportional} parts per million now, more than the {wish.FeePpmMax} that were agreed to"
            : settings.FeeMsatMax != 0 && terms.MinFeeMsat > settings.FeeMsatMax ? $"the least fee of {terms.MinFeeMsat} msat is above jit-fee-max-msat"
            : settings.FeePpmMax != 0 && terms.Proportional > settings.FeePpmMax ? $"{terms.Proportional} parts per million are above jit-fee-max-ppm"
            : null;
}
