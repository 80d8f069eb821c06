using System.CommandLine;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.Tool.Provisioning;

namespace Holdfast.Tool.Commands;

/// <summary>How the commands that give a blank signer the words of another one get them: typed without an echo, or from a pipe.</summary>
internal sealed class WordOptions
{
    private readonly Option<bool> _passphrase = new("--passphrase") { Description = "The words have a passphrase of BIP 39. From a pipe it is the last line." };

    private readonly Option<string> _network = new("--network") { Description = "The chain of the lost signer.", DefaultValueFactory = _ => "bitcoin" };

    public void AddTo(Command command)
    {
        _network.AcceptOnlyFromAmong([.. Enum.GetNames<Network>().Select(name => name.ToLowerInvariant()).Where(name => name != "none")]);
        command.Options.Add(_passphrase);
        command.Options.Add(_network);
    }

    /// <summary>Gives a blank signer the words and pairs it; one that has its words and its half already is left as it is.</summary>
    /// <returns>0, or the exit code with which to end.</returns>
    public int Provision(ParseResult parsed, SignerClient client, string halfPath, IConversation person)
    {
        if (client.Connect().State != DeviceState.Blank && File.Exists(halfPath))
        {
            client.UseHostHalf(HalfReader.Read(halfPath));
            return 0;
        }

        return InitCommand.Run(client, halfPath, () => (SecretKind.Mnemonic, TypedWords.Seed(person, parsed.GetValue(_passphrase))),
            Enum.Parse<Network>(parsed.GetValue(_network)!, ignoreCase: true), Console.Out);
    }
}
