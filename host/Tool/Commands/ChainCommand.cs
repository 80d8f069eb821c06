using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Holdfast.Crypto;
using Holdfast.Chain;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.Tool.Chain;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast chain …`: shows a signer the block chain, and that a funding is buried in it. It talks to the signer itself, so the node's holdfast-hsmd is stopped
/// meanwhile; what was shown stays until the signer starts anew.
/// </summary>
internal static class ChainCommand
{
    private const int BatchHeaders = 100;

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
        SignerOptions signer = new();
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Command command = new("show", "Show the height, time and work of the signer's chain, and whether its rules about the chain are in force.") { json };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, isUnlocking: true, client => Print(client.Ask(new ReadChain()), parsed.GetValue(json))));
        return command;
    }

    private static Command Feed()
    {
        SignerOptions signer = new();
        Argument<string> source = Source();
        Option<bool> inForce = new("--in-force")
        {
            Description = "Say that there are no newer headers. From then on the signer locks a funding only with a proof; only its button ends this.",
        };
        Command command = new("feed", "Send the signer block headers, beginning after those that it has.") { source, inForce };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, isUnlocking: true, client => Feed(client, HeaderSource.Read(parsed.GetValue(source)!), parsed.GetValue(inForce))));
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
        SignerOptions signer = new();
        Argument<string> block = new("block") { Description = "The raw block with the transaction, as bytes or as hexadecimal text." };
        Argument<string> outpoint = new("outpoint") { Description = "TXID:INDEX of the funding output." };
        Option<string?> headers = new("--headers") { Description = "Headers from that block up to the newest ones, needed if the signer does not remember the block any more." };
        Command command = new("prove", "Prove to the signer that an output is in a block of its chain.") { block, outpoint, headers };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, isUnlocking: true, client => Prove(
            client, new RawBlock(HeaderSource.Decode(File.ReadAllBytes(parsed.GetValue(block)!))), parsed.GetValue(outpoint)!,
            parsed.GetValue(headers) is string path ? HeaderSource.Read(path) : [])));
        return command;
    }

    private static Command Forget()
    {
        SignerOptions signer = new();
        Command command = new("forget", "Make the signer forget the chain, with the owner's button. It then believes the node about confirmations again.");
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, isUnlocking: true, client =>
        {
            client.Ask(new ForgetChain());
            Console.WriteLine("The signer has forgotten the chain.");
            return 0;
        }));
        return command;
    }

    private static Argument<string> Source() =>
        new("headers") { Description = "A file with raw headers or hexadecimal text, a folder with raw blocks, or - for text on standard input." };

    private static int Feed(SignerClient client, List<byte[]> headers, bool isTip)
    {
        ReadChainReply chain = client.Ask(new ReadChain());
        int first = headers.FindIndex(header => header.AsSpan(4, 32).SequenceEqual(chain.Hash));
        bool isKnown = headers.Count > 0 && Sha256.HashTwice(headers[^1]).AsSpan().SequenceEqual(chain.Hash);

        // Where the newest block of the signer is not among them, the newest headers are a branch: it counts only as a whole.
        List<byte[]> rest = isKnown ? [] : first >= 0 ? headers[first..] : [.. headers.TakeLast(BatchHeaders)];
        for (int at = 0; at == 0 || at < rest.Count; at += BatchHeaders)
        {
            byte[][] batch = [.. rest.Skip(at).Take(BatchHeaders)];
            FeedHeadersReply reply = client.Ask(new FeedHeaders { Headers = [.. batch.SelectMany(header => header)], IsTip = isTip && at + BatchHeaders >= rest.Count });
            if (reply.Fault != HeaderFault.None)
            {
                Console.Error.WriteLine($"holdfast chain feed: the signer did not accept header {at + reply.Taken + 1} of {rest.Count}: {Sentence(reply.Fault)}");
                return 1;
            }
        }

        return Print(client.Ask(new ReadChain()), isJson: false);
    }

    private static int Verify(List<byte[]> headers, Network network)
    {
        HeaderChain chain = new(ChainNetwork.Of(network));
        HeaderFault fault = chain.Take([.. headers.SelectMany(header => header)], out int taken);
        Console.WriteLine(fault == HeaderFault.None
            ? $"{taken} headers follow the checkpoint up to height {chain.Tip.Height}."
            : $"Header {taken + 1} of {headers.Count} is wrong: {Sentence(fault)}");
        return fault == HeaderFault.None ? 0 : 1;
    }

    private static int Prove(SignerClient client, RawBlock block, string outpoint, List<byte[]> headers)
    {
        string[] parts = outpoint.Split(':');
        if (parts.Length != 2 || parts[0].Length != 64 || !ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort vout))
        {
            throw new FormatException("an outpoint is TXID:INDEX");
        }

        byte[] txid = [.. Convert.FromHexString(parts[0]).Reverse()];
        int index = block.IndexOf(txid);
        if (index < 0)
        {
            throw new InvalidDataException("the block does not have that transaction");
        }

        // Backwards from the newest block that the signer knows.
        byte[] tip = client.Ask(new ReadChain()).Hash;
        int newest = headers.FindLastIndex(header => Sha256.HashTwice(header).AsSpan().SequenceEqual(tip));
        int oldest = headers.FindIndex(header => header.AsSpan().SequenceEqual(block.Header));
        byte[][] way = oldest >= 0 && newest >= oldest ? [.. headers[oldest..(newest + 1)].AsEnumerable().Reverse()] : [block.Header];
        foreach (byte[][] batch in way.Chunk(BatchHeaders))
        {
            client.Ask(new WalkHeaders { Headers = [.. batch.SelectMany(header => header)] });
        }

        ProveBurialReply reply = client.Ask(new ProveBurial
        {
            Transaction = block.Transactions[index], Vout = vout, Index = (uint)index, Path = block.Path(index), First = block.Transactions[0], FirstPath = block.Path(0),
        });
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

    private static string Sentence(HeaderFault fault) => fault switch
    {
        HeaderFault.UnknownParent => "the signer does not know the block before it.",
        HeaderFault.OldVersion => "its version is not accepted any more.",
        HeaderFault.WrongBits => "its target does not follow from the previous blocks.",
        HeaderFault.NoWork => "its hash does not meet its target.",
        HeaderFault.TooEarly => "its time is too early.",
        _ => "the branch does not have more work than the chain.",
    };
}
