namespace Holdfast.ChainFeed;

/// <summary>The way to the signer for the requests about the chain (80 to 84).</summary>
public interface ISignerChain
{
    /// <summary>The body of the reply to one of these requests.</summary>
    /// <exception cref="ChainFeedException">The signer is away, or answered with an error.</exception>
    Task<byte[]> ExchangeAsync(byte[] message, CancellationToken cancellation);

    /// <summary>The fundings for which a channel waits, because the signer was not shown that they are buried.</summary>
    /// <exception cref="ChainFeedException">Nobody can say.</exception>
    Task<IReadOnlyList<FundingOutpoint>> WantedAsync(CancellationToken cancellation);
}

/// <summary>Something on the way from the node's blocks to the signer does not work; the message is a sentence for people.</summary>
public sealed class ChainFeedException(string message, Exception? cause = null) : Exception(message, cause);
