using System.CommandLine;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.Protocol;
using Holdfast.Tool.Provisioning;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast move`: everything from a signer that works to a blank one, which goes on with all channels; the old one stops for good. Both are plugged in. Run again after a power
/// cut or a pulled cable, it goes on where it was.
/// </summary>
internal static class MoveCommand
{
    public static Command Create()
    {
        SignerOptions old = new();
        Option<string> to = new("--to") { Description = "Serial port of the blank signer, or tcp:HOST:PORT.", Required = true };
        Option<string> toHalf = new("--to-half") { Description = "New file for the host's half of the blank signer.", Required = true };
        Option<FileInfo?> backup = new("--backup") { Description = "New file in which the last state of the old signer is kept as well." };
        Option<FileInfo?> intents = new("--intents") { Description = "The node's intent log, which gets the new signer's receipt in the place of the old one's." };
        WordOptions words = new();
        Command command = new("move", "Move everything from a signer that works to a blank one, with the words. The old one then signs nothing any more.")
        {
            to, toHalf, backup, intents,
        };
        words.AddTo(command);
        old.AddTo(command);
        command.SetAction(parsed =>
        {
            string half = parsed.GetRequiredValue(toHalf);
            using IntentStore? log = RestoreCommand.OpenLog(parsed.GetValue(intents));
            return old.Run(parsed, isUnlocking: true, from =>
            {
                using SignerClient target = SignerOptions.Open(parsed.GetRequiredValue(to), null, null);
                int code = words.Provision(parsed, target, half, new Terminal());
                return code != 0 ? code : Run(from, target, half, parsed.GetValue(backup)?.FullName, log, Console.Out);
            });
        });
        return command;
    }

    /// <summary>Stops the old signer in favour of the new one, reads its last state, and shows it to the new one.</summary>
    internal static int Run(SignerClient old, SignerClient target, string halfPath, string? backupPath, IntentStore? log, TextWriter output)
    {
        target.Ask(new NodeKeys());
        byte[] volumeId = target.ConfirmedDevice!.VolumeId;
        if (old.Ask(new Status()).StopReason != StopReason.Moved)
        {
            Console.Error.WriteLine($"The old signer asks whether to move to volume {Convert.ToHexStringLower(volumeId.AsSpan(0, 4))}: hold its button down for five seconds.");
            OwnerCountdown.While(() => old.Exchange(new MoveAway { VolumeId = volumeId }.Encode()));
        }

        SignerBackup last = SignerBackup.Read(old);
        if (backupPath != null && !File.Exists(backupPath))
        {
            BackupFile.Write(backupPath, last);
        }

        return RestoreCommand.Run(target, last, last.Receipt, halfPath, log, output);
    }
}
