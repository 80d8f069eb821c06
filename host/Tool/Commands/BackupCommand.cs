using System.CommandLine;
using Holdfast.DeviceLink;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast backup`: the sealed state of a signer in a new file, for who runs no holdfast-hsmd at the moment; holdfast-hsmd keeps one by itself.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        SignerOptions signer = new();
        Option<FileInfo> to = new("--to") { Description = "The new file.", Required = true };
        Command command = new("backup", "Write the sealed state of a signer into a new file. It is out of date with the signer's next promise.") { to };
        signer.AddTo(command);
        command.SetAction(parsed => signer.Run(parsed, isUnlocking: true, client =>
        {
            SignerBackup backup = SignerBackup.Read(client);
            BackupFile.Write(parsed.GetRequiredValue(to).FullName, backup);
            Console.WriteLine($"state {backup.Sequence} of the signer with volume {Convert.ToHexStringLower(backup.VolumeId)} is in {parsed.GetRequiredValue(to).FullName}");
            return 0;
        }));
        return command;
    }
}
