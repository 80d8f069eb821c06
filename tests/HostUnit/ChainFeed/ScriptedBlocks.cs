using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.ChainFeed;

namespace Holdfast.HostUnit.ChainFeed;

/// <summary>A node's backend by script: whole blocks of regtest, which may be replaced, withheld or broken.</summary>
/// <param name="begin">When the checkpoint's children come, in seconds, ten minutes apart; the checkpoint itself is much older.</param>
internal sealed class ScriptedBlocks(uint begin = ScriptedBlocks.Begin) : INodeBlocks
{
    public const uint Begin = 1_700_000_000;

    private static readonly byte[] s_genesis = Convert.FromHexString(
        "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000");

    private readonly List<byte[]> _blocks = [[.. s_genesis, 0]];

    /// <summary>How many blocks were asked for.</summary>
    public int Fetched { get; private set; }

    /// <summary>Stands in the way of a block: the bytes that come instead of it, or an exception.</summary>
    public Func<int, byte[], byte[]?> Gives { get; set; } = (_, block) => block;

    public int Height => _blocks.Count - 1;

    /// <summary>The time of the newest block.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32LittleEndian(_blocks[^1].AsSpan(68)));

    public byte[] Tip => Twice(_blocks[^1][..80]);

    public Task<int> HeightAsync(CancellationToken cancellation) => Task.FromResult(Height);

    public Task<byte[]?> BlockAsync(int height, CancellationToken cancellation)
    {
        Fetched++;
        return Task.FromResult(height < _blocks.Count ? Gives(height, _blocks[height]) : null);
    }

    /// <summary>Mines so many blocks; the last one has the transactions.</summary>
    /// <param name="mark">Makes a branch other blocks than the chain it leaves.</param>
    public void Mine(int count, byte mark = 0, params byte[][] transactions)
    {
        for (int i = 1; i <= count; i++)
        {
            byte[] first = [1, 0, 0, 0, 1, .. new byte[32], 255, 255, 255, 255, 2, 1, mark, 255, 255, 255, 255, 1, .. new byte[8], 1, 81, 0, 0, 0, 0];
            byte[][] content = [first, .. i == count ? transactions : []];
            byte[][] level = [.. content.Select(Twice)];
            while (level.Length > 1)
            {
                level = [.. level.Chunk(2).Select(pair => Twice([.. pair[0], .. pair[^1]]))];
            }

            byte[] header = [4, 0, 0, 0, .. Tip, .. level[0], .. new byte[4], 255, 255, 127, 32, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(68), begin + (600 * (uint)_blocks.Count));
            for (uint nonce = 0; Twice(header)[31] > 0x7e; nonce++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(76), nonce);
            }

            _blocks.Add([.. header, (byte)content.Length, .. content.SelectMany(bytes => bytes)]);
        }
    }

    /// <summary>Throws the newest blocks away.</summary>
    public void Drop(int count) => _blocks.RemoveRange(_blocks.Count - count, count);

    public byte[] Headers(int first, int count) => [.. _blocks.Skip(first).Take(count).SelectMany(block => block[..80])];

    public static byte[] Twice(byte[] bytes) => SHA256.HashData(SHA256.HashData(bytes));
}
