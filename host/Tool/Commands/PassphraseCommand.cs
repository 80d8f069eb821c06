using System.CommandLine;
using Holdfast.DeviceLink;
using Holdfast.Tool.Provisioning;

namespace Holdfast.Tool.Commands;

/// <summary>`holdfast passphrase …`: seals the file with the host's half, changes its passphrase, or takes it away. The signer is not asked and does not change.</summary>
internal static class PassphraseCommand
{
    private const int LettersMin = 8;

    public static Command Create() => new("passphrase", "Seal the host's half of the key with a passphrase, change it, or take it away.")
    {
        Change("set", "Seal the half with a new passphrase. A pipe gives the present one on a line of its own, where there is one, and then the new one.", isSealed: true),
        Change("remove", "Take the passphrase away. A pipe gives the present one on a line.", isSealed: false),
    };

    private static Command Change(string name, string description, bool isSealed)
    {
        Option<string?> half = new("--host-half")
        {
            Description = "File with the host's half of the key. The default is HOLDFAST_HOST_HALF, or holdfast/host-half in the configuration folder.",
        };
        Command command = new(name, description) { half };
        command.SetAction(parsed => Run(parsed.GetValue(half) ?? HostHalfFile.DefaultPath, isSealed, new Terminal()));
        return command;
    }

    internal static int Run(string path, bool isSealed, IConversation person)
    {
        bool wasSealed = HostHalfFile.IsSealed(path);
        if (!isSealed && !wasSealed)
        {
            throw new InvalidDataException($"{path} is not sealed");
        }

        Queue<string> piped = new(person.IsTerminal ? [] : person.ReadToEnd().TrimEnd('\n', '\r').Split('\n').Select(line => line.TrimEnd('\r')));
        string present = wasSealed ? Present(person, piped) : "";
        string? next = isSealed ? New(person, piped) : null;
        HostHalfFile.Change(path, () => present, next);
        person.Show(isSealed
            ? $"{path} is sealed. Without the passphrase the half is lost, so keep an unsealed copy, or the passphrase, in a safe place. holdfast-hsmd needs the passphrase at its "
                + "next start (host/HsmdBridge/README.md, \"A passphrase\"). Copies from before are not sealed"
            : $"{path} is not sealed any more");
        return 0;
    }

    private static string Present(IConversation person, Queue<string> piped) => person.IsTerminal
        ? person.AskSecret("The present passphrase (it does not appear):")
        : piped.TryDequeue(out string? line) ? line : "";

    private static string New(IConversation person, Queue<string> piped)
    {
        string typed = person.IsTerminal ? person.AskSecret("The new passphrase (it does not appear):") : piped.TryDequeue(out string? line) ? line : "";
        if (typed.Length < LettersMin)
        {
            throw new FormatException($"a passphrase has at least {LettersMin} letters; several words are better. Nothing was changed");
        }

        return !person.IsTerminal || typed == person.AskSecret("The new passphrase again:")
            ? typed
            : throw new FormatException("the passphrase was typed in two ways; nothing was changed");
    }
}
