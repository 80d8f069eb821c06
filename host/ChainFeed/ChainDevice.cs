using Holdfast.Bytes;
using Holdfast.Protocol;

namespace Holdfast.ChainFeed;

/// <summary>The requests about the chain, one method each, over any way to the signer.</summary>
public sealed class ChainDevice(ISignerChain signer)
{
    public async Task<ReadChainReply> ReadAsync(CancellationToken cancellation) =>
        await AskAsync(new ReadChain().Encode, ReadChainReply.Decode, cancellation);

    public async Task<FeedHeadersReply> FeedAsync(IEnumerable<byte[]> headers, bool isTip, CancellationToken cancellation) =>
        await AskAsync(new FeedHeaders { Headers = Join(headers), IsTip = isTip }.Encode, FeedHeadersReply.Decode, cancellation);

    /// <summary>Shows the block with this transaction, by the way that leads there, and the transaction in it.</summary>
    /// <param name="way">Headers from a block that the signer remembers down to this one.</param>
    public async Task<ProveBurialReply> ProveAsync(RawBlock block, int index, ushort vout, IEnumerable<byte[]> way, CancellationToken cancellation)
    {
        foreach (byte[][] batch in way.Chunk(BatchHeaders))
        {
            await AskAsync(new WalkHeaders { Headers = Join(batch) }.Encode, WalkHeadersReply.Decode, cancellation);
        }

        ProveBurial proof = new()
        {
            Transaction = block.Transactions[index],
            Vout = vout,
            Index = (uint)index,
            Path = block.Path(index),
            First = block.Transactions[0],
            FirstPath = block.Path(0),
        };
        return await AskAsync(proof.Encode, ProveBurialReply.Decode, cancellation);
    }

    public async Task ForgetAsync(CancellationToken cancellation) => await AskAsync(new ForgetChain().Encode, ForgetChainReply.Decode, cancellation);

    /// <summary>How many headers go into one request: about a tenth of a second of the signer, so that a payment does not wait for long.</summary>
    public const int BatchHeaders = 16;

    private async Task<TReply> AskAsync<TReply>(Func<byte[]> encode, Func<ByteReader, TReply> decode, CancellationToken cancellation)
    {
        byte[] message;
        try
        {
            message = encode();
        }
        catch (FaultException tooLong)
        {
            throw new ChainFeedException("this cannot be shown to the signer: " + tooLong.Message, tooLong);
        }

        try
        {
            return decode(new ByteReader(await signer.ExchangeAsync(message, cancellation)));
        }
        catch (MalformedException wrong)
        {
            throw new ChainFeedException("the signer's reply cannot be read: " + wrong.Message, wrong);
        }
    }

    private static byte[] Join(IEnumerable<byte[]> headers) => [.. headers.SelectMany(header => header)];
}
