using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests;
using Holdfast.SecondOpinion;

namespace Holdfast.Tool.Commands;

/// <summary>
/// How the commands about the owner's decisions find the signer: --signer or HOLDFAST_SIGNER names its line; otherwise the running node's holdfast-hsmd is asked, so
/// that the node goes on meanwhile.
/// </summary>
internal sealed class OwnerOptions
{
    /// <summary>Asks the signer something: the message, and how to read the reply.</summary>
    public delegate ByteReader Ask(byte[] message);

    private readonly SignerOptions _signer = new();

    private readonly Option<DirectoryInfo?> _node = new("--node")
    {
        Description = "The directory of a running node. The default, if no signer is named, is HOLDFAST_NODE, or .lightning/bitcoin in the home directory.",
    };

    public void AddTo(Command command)
    {
        _signer.AddTo(command);
        command.Options.Add(_node);
    }

    /// <param name="run">What to do; its result is the exit code.</param>
    public int Run(ParseResult parsed, Func<Ask, int> run)
    {
        DirectoryInfo? node = parsed.GetValue(_node);
        if (node == null && _signer.IsNamed(parsed))
        {
            return _signer.Run(parsed, isUnlocking: true, client => run(message => new ByteReader(client.Exchange(message).Body)));
        }

        string folder = node?.FullName ?? NodeSocket.DefaultFolder;
        return run(message => Through(folder, message));
    }

    /// <param name="direct">What to ask a session with the signer itself; its result is the exit code.</param>
    /// <param name="through">What to ask the holdfast-hsmd of a running node in this directory.</param>
    public int Run(ParseResult parsed, Func<NodeSession, int> direct, Func<string, int> through)
    {
        DirectoryInfo? node = parsed.GetValue(_node);
        if (node != null || !_signer.IsNamed(parsed))
        {
            return through(node?.FullName ?? NodeSocket.DefaultFolder);
        }

        using ISecondOpinion? second = OpinionPrograms.Open(Environment.GetEnvironmentVariable(OpinionPrograms.Variable));
        return _signer.Run(parsed, isUnlocking: true, client => direct(new NodeSession(client, settings: new BridgeSettings { SecondOpinion = second })));
    }

    private static ByteReader Through(string folder, byte[] message)
    {
        try
        {
            JsonObject reply = NodeSocket.Ask(folder, new JsonObject { ["method"] = "owner", ["message"] = Convert.ToHexStringLower(message) })
                ?? throw new OwnerRequestException("no signer is named, and no holdfast-hsmd runs in " + folder);
            return new ByteReader(Convert.FromHexString(
                reply["reply"]?.ToString() ?? throw new OwnerRequestException(reply["error"]?.ToString() ?? "holdfast-hsmd did not answer")));
        }
        catch (JsonException wrong)
        {
            throw new OwnerRequestException("holdfast-hsmd did not answer", wrong);
        }
    }
}
