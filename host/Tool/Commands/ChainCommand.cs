using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Chain;
using Holdfast.ChainFeed;
using Holdfast.Crypto;
using Holdfast.Protocol;
using Holdfast.Tool.Chain;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast chain …`: shows a signer the block chain, and that a funding is buried in it. It asks the holdfast-hsmd of a running node, or the signer itself when
/// --signer names its line. Beside a running node holdfast-plugin does all of this; by hand it is for the first headers, and for nodes without the plugin.
/// </summary>
internal static class ChainCommand
{
    private const int BatchHeaders = 90;

    public static Command Create() => new("chain", "Send the signer block headers and proofs, or show its view of the block chain.")
    {
        Show(),
        Feed(),
        Verify(),
        Prove(),
        Forget(),
    };

    private static Command Show()
    {
        ChainOptions signer = new();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("show", "Show the height, time and work of the signer's chain, and whether its rules about the chain are in force.") { json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, async device => Print(await device.ReadAsync(CancellationToken.None), parsed.GetValue(json))));
        return command;
    }

    private static Command Feed()
    {
        ChainOptions signer = new();
        Argument<string> source = Source();
        Option<bool> inForce = new("--in-force")
        {
            Description = "Say that there are no newer headers. From then on the signer locks a funding only with a proof; only its button ends this.",
        };
        Command command = new("feed", "Send the signer block headers, beginning after those that it has.") { source, inForce };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, device => FeedAsync(device, HeaderSource.Read(parsed.GetValue(source)!), parsed.GetValue(inForce))));
        return command;
    }

    private static Command Verify()
    {
        Argument<string> source = Source();
        Option<Network> network = new("--network") { Description = "Bitcoin, Testnet, Testnet4, Signet or Regtest.", DefaultValueFactory = _ => Network.Bitcoin };
        Command command = new("verify", "Check block headers with the signer's rules, from its checkpoint on, without a signer.") { source, network };
        command.SetAction(parsed => Verify(HeaderSource.Read(parsed.GetValue(source)!), parsed.GetValue(network)));
        return command;
    }

    private static Command Prove()
    {
        ChainOptions signer = new();
        Argument<string> block = new("block") { Description = "The raw block with the transaction, as bytes or as hexadecimal text." };
        Argument<string> outpoint = new("outpoint") { Description = "TXID:INDEX of the funding output." };
        Option<string?> headers = new("--headers") { Description = "Headers from that block up to the newest ones, needed if the signer does not remember the block any more." };
        Command command = new("prove", "Prove to the signer that an output is in a block of its chain.") { block, outpoint, headers };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, device => ProveAsync(
            device, new RawBlock(HeaderSource.Decode(File.ReadAllBytes(parsed.GetValue(block)!))), parsed.GetValue(outpoint)!,
            parsed.GetValue(headers) is string path ? HeaderSource.Read(path) : [])));
        return command;
    }

    private static Command Forget()
    {
        ChainOptions signer = new();
        Command command = new("forget", "Make the signer forget the chain, with the owner's button. It then believes the node about confirmations again.");
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, async device =>
        {
            await device.ForgetAsync(CancellationToken.None);
            Console.WriteLine("The signer has forgotten the chain.");
            return 0;
        }));
        return command;
    }

    private static Argument<string> Source() =>
        new("headers") { Description = "A file with raw headers or hexadecimal text, a folder with raw blocks, or - for text on standard input." };

    private static async Task<int> FeedAsync(ChainDevice device, List<byte[]> headers, bool isTip)
    {
        ReadChainReply chain = await device.ReadAsync(CancellationToken.None);
        int first = headers.FindIndex(header => header.AsSpan(4, 32).SequenceEqual(chain.Hash));
        bool isKnown = headers.Count > 0 && Sha256.HashTwice(headers[^1]).AsSpan().SequenceEqual(chain.Hash);

        // Where the newest block of the signer is not among them, the newest headers are a branch: it counts only as a whole.
        List<byte[]> rest = isKnown ? [] : first >= 0 ? headers[first..] : [.. headers.TakeLast(BatchHeaders)];
        for (int at = 0; at == 0 || at < rest.Count; at += BatchHeaders)
        {
            byte[][] batch = [.. rest.Skip(at).Take(BatchHeaders)];
            FeedHeadersReply reply = await device.FeedAsync(batch, isTip && at + BatchHeaders >= rest.Count, CancellationToken.None);
            if (reply.Fault != HeaderFault.None)
            {
                Console.Error.WriteLine($"holdfast chain feed: the signer did not accept header {at + reply.Taken + 1} of {rest.Count}: {HeaderFaults.Sentence(reply.Fault)}");
                return 1;
            }
        }

        return Print(await device.ReadAsync(CancellationToken.None), isJson: false);
    }

    private static int Verify(List<byte[]> headers, Network network)
    {
        HeaderChain chain = new(ChainNetwork.Of(network));
        HeaderFault fault = chain.Take([.. headers.SelectMany(header => header)], out int taken);
        Console.WriteLine(fault == HeaderFault.None
            ? $"{taken} headers follow the checkpoint up to height {chain.Tip.Height}."
            : $"Header {taken + 1} of {headers.Count} is wrong: {HeaderFaults.Sentence(fault)}");
        return fault == HeaderFault.None ? 0 : 1;
    }

    private static async Task<int> ProveAsync(ChainDevice device, RawBlock block, string outpoint, List<byte[]> headers)
    {
        FundingOutpoint output = FundingOutpoint.Parse(outpoint);
        int index = block.IndexOf(output.TxidBytes);
        if (index < 0)
        {
            throw new InvalidDataException("the block does not have that transaction");
        }

        // Backwards from the newest block that the signer knows.
        byte[] tip = (await device.ReadAsync(CancellationToken.None)).Hash;
        int newest = headers.FindLastIndex(header => Sha256.HashTwice(header).AsSpan().SequenceEqual(tip));
        int oldest = headers.FindIndex(header => header.AsSpan().SequenceEqual(block.Header));
        byte[][] way = oldest >= 0 && newest >= oldest ? [.. headers[oldest..(newest + 1)].AsEnumerable().Reverse()] : [block.Header];
        ProveBurialReply reply = await device.ProveAsync(block, index, output.Vout, way, CancellationToken.None);
        Console.WriteLine($"The transaction is in block {reply.Height}, under {reply.Depth} blocks with its own.");
        return 0;
    }

    private static int Print(ReadChainReply chain, bool isJson)
    {
        string hash = Convert.ToHexStringLower([.. chain.Hash.Reverse()]);
        if (isJson)
        {
            Console.WriteLine(new JsonObject
            {
                ["isFed"] = chain.IsFed,
                ["isInForce"] = chain.IsInForce,
                ["isBehind"] = chain.IsBehind,
                ["height"] = chain.Height,
                ["hash"] = hash,
                ["time"] = chain.Time,
                ["medianTime"] = chain.MedianTime,
                ["work"] = Convert.ToHexStringLower(chain.Work),
                ["heightSeen"] = chain.HeightSeen,
                ["lowestHeight"] = chain.LowestHeight,
                ["checkpointHeight"] = chain.CheckpointHeight,
                ["lockDepth"] = chain.LockDepth,
            }.ToJsonString());
            return 0;
        }

        Console.WriteLine($"height {chain.Height}, block {hash}, median time {DateTimeOffset.FromUnixTimeSeconds(chain.MedianTime):u}");
        Console.WriteLine($"checkpoint {chain.CheckpointHeight}, a branch may replace blocks above {chain.LowestHeight}");
        Console.WriteLine(chain.IsInForce
            ? $"The rules about the chain are in force: a funding is locked under {chain.LockDepth} blocks."
            : "The rules about the chain are not in force.");
        if (chain.IsBehind)
        {
            Console.WriteLine($"The signer's chain was at height {chain.HeightSeen} before. Send it the headers from {chain.Height + 1} on again.");
        }

        return 0;
    }
}
