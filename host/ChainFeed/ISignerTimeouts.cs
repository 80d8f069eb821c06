using Holdfast.Protocol;

namespace Holdfast.ChainFeed;

/// <summary>The way to the signer for payments of channels that ended on chain (ProveTimeout).</summary>
public interface ISignerTimeouts
{
    /// <summary>The payments for which a proof is wanted, because the node takes them back from a commitment.</summary>
    /// <exception cref="ChainFeedException">Nobody can say.</exception>
    Task<IReadOnlyList<WantedTimeout>> WantedTimeoutsAsync(CancellationToken cancellation);

    /// <summary>Shows the signer that a payment came back. Its table of payments is read and stored with the answer.</summary>
    /// <param name="message">A whole <see cref="ProveTimeout"/>.</param>
    /// <returns>Null when the signer counts the payment as given back; else why it does not.</returns>
    /// <exception cref="ChainFeedException">The signer is away.</exception>
    Task<string?> ProveTimeoutAsync(byte[] message, CancellationToken cancellation);
}

/// <summary>A payment that a channel's peer did not get: its output on the commitment that is on chain, and the request without the two transactions.</summary>
public sealed record WantedTimeout(FundingOutpoint Output, ProveTimeout Request);
