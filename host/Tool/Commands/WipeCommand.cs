using System.CommandLine;
using Holdfast.DeviceLink;
using Holdfast.Protocol;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast wipe`: makes a signer blank, keys and channel state and all, after its owner held the button down.</summary>
internal static class WipeCommand
{
    public static Command Create()
    {
        SignerOptions signer = new();
        Command command = new("wipe", "Erase the keys and the journal of a signer. The owner must hold its button down for five seconds.");
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, isUnlocking: false, client =>
        {
            Console.Error.WriteLine(
                "The signer's light shows one long flash and two short ones: hold its button down for five seconds to erase it. "
                + "Open channels can then only be closed by the peer, or from a backup.");
            OwnerCountdown.While(() => client.Ask(new Wipe()));
            Console.WriteLine("The signer is blank.");
            return 0;
        }));
        return command;
    }
}
