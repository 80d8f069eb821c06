using System.CommandLine;
using System.Reflection;
using Holdfast.Bytes;
using Holdfast.DeviceLink;
using Holdfast.Flash;
using Holdfast.Protocol;
using Command = System.CommandLine.Command;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast update`: whether the firmware of this checkout can take over the state of a signer, a backup of that state, and then the same as `holdfast flash`. --dry-run
/// only says what would be done.
/// </summary>
internal static class UpdateCommand
{
    public static Command Create()
    {
        SignerOptions signer = new();
        Option<FileInfo?> backup = new("--backup") { Description = "New file for a backup of the signer before its firmware is changed. Needed without --dry-run." };
        Option<string?> port = new("--port") { Description = "Serial port of the chip's boot loader. Needed without --dry-run." };
        Option<bool> dryRun = new("--dry-run") { Description = "Say whether the firmware fits and what would be done, and change nothing." };
        Command command = new("update", "Put this checkout's firmware on a signer that has channels, if it understands their state.") { backup, port, dryRun };
        signer.AddTo(command);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(dryRun) && (result.GetValue(backup) == null || result.GetValue(port) == null))
            {
                result.AddError("--backup and --port are needed, or --dry-run");
            }
        });
        command.SetAction(parsed =>
        {
            HelloReply? device = null;
            int code = signer.Run(parsed, isUnlocking: true, client =>
            {
                device = client.Connect();
                return Check(client, parsed.GetValue(dryRun) ? null : parsed.GetValue(backup)!.FullName, Console.Out);
            });
            if (code != 0 || parsed.GetValue(dryRun))
            {
                return code;
            }

            string root = FlashCommand.FindRepository() ?? throw new InvalidDataException("no checkout was found here; run the command inside the checkout of the new firmware");
            return new Flasher(new ThisMachine(), Console.Out).Run(
                new FlashOptions(root, Ascii.Text(device!.Board), parsed.GetValue(port)!, null, ReadBack: false, DryRun: false));
        });
        return command;
    }

    /// <returns>0 when the firmware understands the signer's state, 1 when the way is a move to another board.</returns>
    internal static int Check(SignerClient client, string? backupPath, TextWriter output)
    {
        SignerBackup backup = SignerBackup.Read(client);
        HelloReply device = client.ConfirmedDevice!;
        string version = typeof(UpdateCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        output.WriteLine($"firmware         {Ascii.Text(device.FirmwareVersion)} on the signer, {version} here");
        output.WriteLine($"protocol         {device.ProtocolVersion} on the signer, {ProtocolLimits.Version} here");
        output.WriteLine($"journal format   {backup.FormatVersion} on the signer, {ProtocolLimits.JournalVersion} here");
        if (backup.FormatVersion != ProtocolLimits.JournalVersion)
        {
            output.WriteLine("The new firmware would not read this journal, and would stop. Put it on a second board, and move to that one: holdfast move");
            return 1;
        }

        output.WriteLine($"The journal stays as it is: state {backup.Sequence}. The file system of the chip is not written when the firmware is.");
        if (backupPath != null)
        {
            BackupFile.Write(backupPath, backup);
            output.WriteLine($"A backup of this state is in {backupPath}");
        }

        return 0;
    }
}
