using Holdfast.Bytes;
using Holdfast.Chain;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Unit.Chain;
using Holdfast.Unit.Requests;

namespace Holdfast.Unit.Desktop.Requests;

/// <summary>A regtest chain beside a device: blocks with transactions that the test puts into them, and what shows them to the device.</summary>
public sealed class TestChain
{
    private readonly TestDevice _device;
    private byte[] _tip;
    private uint _time;
    private byte[] _last = new byte[0];
    private MerkleTree _tree = new MerkleTree(1);

    public TestChain(TestDevice device)
    {
        _device = device;
        ChainPoint genesis = ChainNetwork.Of(Network.Regtest).Checkpoint;
        _tip = genesis.Hash;
        _time = genesis.Time;
    }

    /// <summary>So many more blocks, without anything in them.</summary>
    public byte[] Grow(int count)
    {
        byte[] headers = Miner.Run(_tip, _time, count, 1);
        _tip = new BlockHeader(headers, headers.Length - 80).Hash;
        _time += 600 * (uint)count;
        return headers;
    }

    /// <summary>The same with so much time between them.</summary>
    public byte[] Slow(int count, int seconds)
    {
        ByteWriter writer = new ByteWriter(80 * count);
        for (int i = 0; i < count; i++)
        {
            _time += (uint)(seconds - 600);
            writer.Bytes(Grow(1));
        }

        return writer.ToArray();
    }

    /// <summary>A block with this transaction in the second place.</summary>
    public byte[] Mine(byte[] transaction)
    {
        _tree = new MerkleTree(3);
        _tree.Replace(1, transaction);
        _time += 600;
        _last = Miner.Header(_tip, _tree.Root, _time, Miner.EasyBits, 4, true);
        _tip = Sha256.HashTwice(_last);
        return _last;
    }

    public FeedHeadersReply Feed(byte[] headers, bool isTip)
    {
        return FeedHeadersReply.Decode(_device.Body(FeedOf(headers, isTip).Encode()));
    }

    public static FeedHeaders FeedOf(byte[] headers, bool isTip)
    {
        FeedHeaders request = new FeedHeaders();
        request.Headers = headers;
        request.IsTip = isTip;
        return request;
    }

    public ReadChainReply Read()
    {
        return ReadChainReply.Decode(_device.Body(new ReadChain().Encode()));
    }

    public uint Walk(byte[] headers)
    {
        return WalkHeadersReply.Decode(_device.Body(WalkOf(headers).Encode())).Height;
    }

    public static WalkHeaders WalkOf(byte[] headers)
    {
        WalkHeaders request = new WalkHeaders();
        request.Headers = headers;
        return request;
    }

    /// <summary>The proof for the transaction of the block that was mined last.</summary>
    public ProveBurial Proof()
    {
        ProveBurial request = new ProveBurial();
        request.Transaction = _tree.Transactions[1];
        request.Index = 1;
        request.Path = _tree.Path(1);
        request.First = _tree.Transactions[0];
        request.FirstPath = _tree.Path(0);
        return request;
    }

    /// <summary>Shows that block, of which the device remembers the header, and the transaction in it; how deep it lies.</summary>
    public uint Prove()
    {
        Walk(_last);
        return ProveBurialReply.Decode(_device.Body(Proof().Encode())).Depth;
    }
}
