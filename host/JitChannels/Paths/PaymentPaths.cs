using Holdfast.JitChannels.Offers;

namespace Holdfast.JitChannels.Paths;

/// <summary>What the paths are for.</summary>
public enum PathContext
{
    /// <summary>An invoice for a request to an offer.</summary>
    Offer,

    /// <summary>The same for a payee who is not always online.</summary>
    AsyncOffer,

    /// <summary>Money back to this node; nobody buys a channel for that.</summary>
    Refund,
}

/// <summary>
/// The paths of an invoice: those of the node's own channels first, because nobody is paid for a channel then, and behind them one through each LSP that
/// has sold a channel. A payer takes the first
/// that works.
/// </summary>
/// <param name="inner">The paths of the node's own channels.</param>
/// <param name="jit">The path of one order.</param>
public sealed class PaymentPaths<TOrder>(
    Func<CancellationToken, Task<IReadOnlyList<PaymentPath>>> inner, Func<TOrder, CancellationToken, Task<PaymentPath>> jit, Func<bool> hasChannels, Action<string> log)
{
    /// <exception cref="JitRefusalException">There is no path at all.</exception>
    public async Task<IReadOnlyList<PaymentPath>> FindAsync(PathContext context, IReadOnlyList<TOrder> orders, CancellationToken cancellation)
    {
        if (context == PathContext.AsyncOffer && orders.Count == 0 && !hasChannels())
        {
            // Nobody holds a payment for this node, and nobody would open a channel for it: the node's own router has nothing to find.
            throw new JitRefusalException("no payment can reach this node: it has no channel, and no order for one");
        }

        List<PaymentPath> paths = [];
        try
        {
            paths.AddRange(await inner(cancellation));
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            log("the paths of the node's own channels: " + failed.Message);
        }

        foreach (TOrder order in context == PathContext.Refund ? [] : orders)
        {
            paths.Add(await jit(order, cancellation));
        }

        return paths.Count > 0 ? paths : throw new JitRefusalException("no payment can reach this node: it has no channel, and no order for one");
    }
}
