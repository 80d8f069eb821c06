using Holdfast.ChainFeed;
using Holdfast.DeviceLink;

namespace Holdfast.Tool.Chain;

/// <summary>The signer itself, on its own line.</summary>
internal sealed class DirectLine(SignerClient client) : ISignerChain
{
    public Task<byte[]> ExchangeAsync(byte[] message, CancellationToken cancellation) => Task.FromResult(client.Exchange(message, cancellation: cancellation).Body);

    public Task<IReadOnlyList<FundingOutpoint>> WantedAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<FundingOutpoint>>([]);
}
