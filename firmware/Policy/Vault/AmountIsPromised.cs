namespace Holdfast.Policy;

/// <summary>
/// The parts together, with what an order allows to be kept of them, are at least the amount that was promised and, as BOLT 4 says, at most twice of it; any amount, where the
/// promise names none.
/// </summary>
public static class AmountIsPromised
{
    public const string Tag = "holdfast-promise-amount";

    /// <param name="sumMsat">Below 2^55.</param>
    /// <param name="keptMsat">Below 2^55; what was kept, and is no more than the terms allow (FeeIsAgreed): a larger payment has a larger fee, and still leaves more.</param>
    /// <param name="amountMsat">Below 2^48; 0: any.</param>
    public static void Require(ulong sumMsat, ulong keptMsat, ulong amountMsat)
    {
        if (sumMsat == 0 || sumMsat + keptMsat < amountMsat || (amountMsat != 0 && sumMsat > 2 * amountMsat))
        {
            throw new Refusal(nameof(AmountIsPromised), Tag,
                "The parts are less than the amount of the promise, or more than twice of it; wait for more, or let the payment fail.");
        }
    }
}
