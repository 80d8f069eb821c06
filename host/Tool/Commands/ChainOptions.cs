using System.CommandLine;
using Holdfast.ChainFeed;
using Holdfast.Tool.Chain;

namespace Holdfast.Tool.Commands;

/// <summary>How `holdfast chain` finds the signer: --signer or HOLDFAST_SIGNER names its line; otherwise the running node's holdfast-hsmd is asked.</summary>
internal sealed class ChainOptions
{
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

    /// <param name="ask">What to do; its result is the exit code.</param>
    public int Run(ParseResult parsed, Func<ChainDevice, Task<int>> ask)
    {
        DirectoryInfo? node = parsed.GetValue(_node);
        return node != null || !_signer.IsNamed(parsed)
            ? ask(new ChainDevice(new NodeLine(node?.FullName ?? NodeSocket.DefaultFolder))).GetAwaiter().GetResult()
            : _signer.Run(parsed, isUnlocking: true, client => ask(new ChainDevice(new DirectLine(client))).GetAwaiter().GetResult());
    }
}
