using System.CommandLine;
using Holdfast.DeviceLink;
using Holdfast.IntentLog;
using Holdfast.Protocol;
using Holdfast.Tool.Provisioning;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast restore`: the words and the backup of a lost signer onto a blank one, which from then on only closes channels (RECOVERY.md). Run again after a power cut,
/// it goes on where it was.
/// </summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        SignerOptions signer = new();
        Option<FileInfo> backup = new("--backup")
        {
            Description = "The newest backup of the lost signer: holdfast-backup-… in the node's directory, or where the setting backup says.",
            Required = true,
        };
        Option<FileInfo?> intents = new("--intents")
        {
            Description = "The node's intent log. Its receipt says whether the backup is the newest, and is then replaced by the new signer's.",
        };
        WordOptions words = new();
        Command command = new("restore", "Restore a lost signer from its words and its backup onto a blank one, which then only closes channels.") { backup, intents };
        words.AddTo(command);
        signer.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(backup).FullName;
            SignerBackup kept = BackupFile.Read(path);
            using IntentStore? log = OpenLog(parsed.GetValue(intents));
            byte[] receipt = NewestReceipt(kept, log?.LastReceipt());
            RequireNoLaterFile(path);
            string half = signer.HostHalfPath(parsed);
            return signer.Run(parsed, isUnlocking: false, client =>
            {
                int code = words.Provision(parsed, client, half, new Terminal());
                return code != 0 ? code : Run(client, kept, receipt, half, log, Console.Out);
            });
        });
        return command;
    }

    /// <summary>Shows the backup to a signer that has its words, and says what it is from then on.</summary>
    internal static int Run(SignerClient client, SignerBackup backup, byte[] receipt, string halfPath, IntentStore? log, TextWriter output)
    {
        Console.Error.WriteLine(
            $"The signer's light shows that it asks about state {backup.Sequence}: hold its button down for five seconds, if you know of no newer backup. "
            + "With an old one, a peer can take the money of a channel that you close.");
        bool isMove = OwnerCountdown.While(() => backup.Restore(client, receipt));
        client.UseHostHalf(HalfReader.Read(halfPath));

        // The signer has locked itself, and tells the number of its channels only when it is open.
        client.Ask(new NodeKeys());
        StatusReply status = client.Ask(new Status());
        string channels = status.Channels == 1 ? "1 channel" : $"{status.Channels} channels";
        log?.ReplaceReceipt(client.LatestReceipt!);
        output.WriteLine(isMove
            ? $"the signer has taken over from the other one, with {channels}; start the node with this one"
            : $"the signer has state {backup.Sequence} with {channels}; it only closes, each with its button, and opens none: see RECOVERY.md");
        return 0;
    }

    /// <summary>Held from the beginning on, so that no holdfast-hsmd runs meanwhile. One that does not exist is not made.</summary>
    internal static IntentStore? OpenLog(FileInfo? path) => path == null ? null
        : path.Exists ? IntentStore.Open(path.FullName) : throw new FileNotFoundException($"{path.FullName} does not exist");

    // After a move there is a file of either device, and nothing in the older one says that it was left behind. A time can be wrong, so this only keeps a person from a mistake.
    private static void RequireNoLaterFile(string path)
    {
        if (BackupFile.LaterThan(path) is string later)
        {
            throw new InvalidDataException(
                $"{later} was written later than this backup. After a move it is that of the newer device: use it. "
                + "If it belongs to another node's signer, put it into another folder");
        }
    }

    // An older backup beside a newer receipt is told before somebody types 24 words. A receipt of another device is told by the signer.
    private static byte[] NewestReceipt(SignerBackup backup, byte[]? logged)
    {
        if (logged != null && SignerBackup.SequenceOf(logged) > backup.Sequence)
        {
            throw new InvalidDataException(
                $"the intent log has a receipt of state {SignerBackup.SequenceOf(logged)}, and this backup is of state {backup.Sequence}: look for a newer copy of the backup");
        }

        return backup.Receipt;
    }
}
