using System.CommandLine;
using System.Security.Cryptography;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Replay;
using Holdfast.Protocol;
using Holdfast.Tool.Provisioning;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast init`: gives a blank signer its seed, once. New words come from the device's entropy and this computer's, mixed here
/// (<see cref="SeedEntropy"/>); --restore takes words that were written down, --hsm-secret an existing node's file, --check compares words with a signer that has its
/// seed. New words are shown once, on this terminal: run it on a computer that you trust for that minute.
/// </summary>
internal static class InitCommand
{
    private static readonly string[] s_networks = ["bitcoin", "testnet", "testnet4", "signet", "regtest"];

    public static Command Create()
    {
        SignerOptions signer = new();
        Option<int> words = new("--words") { Description = "Number of new words, 12 or 24.", DefaultValueFactory = _ => 24 };
        words.AcceptOnlyFromAmong("12", "24");
        Option<FileInfo?> wordsTo = new("--words-to") { Description = "Write new words to this new file instead of the terminal. Whoever reads the file has the keys." };
        Option<bool> restore = new("--restore") { Description = "Restore the seed from words that are typed without an echo, or come from standard input." };
        Option<bool> check = new("--check") { Description = "Type the words of a signer that has its seed, to see whether they are right. Nothing is shown or changed." };
        Option<bool> passphrase = new("--passphrase") { Description = "With --restore or --check: the words have a passphrase of BIP 39. From a pipe it is the last line." };
        Option<FileInfo?> hsmSecret = new("--hsm-secret") { Description = "Use the hsm_secret file of an existing node (raw 32 bytes, or a mnemonic without passphrase)." };
        Option<string> network = new("--network")
        {
            Description = "The chain for which the keys are used. It cannot be changed later.",
            DefaultValueFactory = _ => s_networks[0],
        };
        network.AcceptOnlyFromAmong(s_networks);
        Command command = new("init", "Create or restore the seed of a blank signer and pair it with this computer.")
        {
            words, wordsTo, restore, check, passphrase, hsmSecret, network,
        };
        signer.AddTo(command);
        command.Validators.Add(result =>
        {
            bool isRestored = result.GetValue(restore);
            bool isChecked = result.GetValue(check);
            bool isFile = result.GetValue(hsmSecret) != null;
            if ((isRestored ? 1 : 0) + (isChecked ? 1 : 0) + (isFile ? 1 : 0) > 1)
            {
                result.AddError("--restore, --check and --hsm-secret cannot be used together");
            }

            if (result.GetValue(passphrase) && !isRestored && !isChecked)
            {
                result.AddError("--passphrase belongs to --restore or --check");
            }

            if (result.GetValue(wordsTo) != null && (isRestored || isChecked || isFile))
            {
                result.AddError("--words-to is for new words");
            }
        });
        command.SetAction(parsed =>
        {
            Terminal person = new();
            bool hasPassphrase = parsed.GetValue(passphrase);
            if (parsed.GetValue(check))
            {
                return signer.Run(parsed, isUnlocking: true, client => Check(client, TypedWords.Seed(person, hasPassphrase), Console.Out));
            }

            FileInfo? file = parsed.GetValue(hsmSecret);
            string? target = parsed.GetValue(wordsTo)?.FullName;
            bool isRestored = parsed.GetValue(restore);
            string chain = parsed.GetValue(network)!;
            if (file == null && !isRestored && target == null)
            {
                RequireTerminal(person);
                (isRestored, chain) = Guided(person, chain, isChainSaid: parsed.GetResult(network) is { Implicit: false }, isNew: parsed.GetResult(words) is { Implicit: false });
            }

            return signer.Run(parsed, isUnlocking: false, client =>
            {
                Func<(SecretKind Kind, byte[] Secret)> secret = file != null ? () => HsmSecretFile.Parse(File.ReadAllBytes(file.FullName))
                    : isRestored ? () => (SecretKind.Mnemonic, TypedWords.Seed(person, hasPassphrase))
                    : () => Drawn(client, parsed.GetValue(words), person, target);
                return Run(client, signer.HostHalfPath(parsed), secret, Enum.Parse<Network>(chain, ignoreCase: true), Console.Out);
            });
        });
        return command;
    }

    /// <summary>
    /// Provisions a blank signer with a new half, or takes the half of an earlier run that did not come to its end, if the signer was provisioned with it. The half is
    /// on the disk before anybody sees a word, and gets its name only when the signer has answered under it.
    /// </summary>
    internal static int Run(SignerClient client, string halfPath, Func<(SecretKind Kind, byte[] Secret)> secret, Network network, TextWriter output)
    {
        string unconfirmed = HostHalfFile.UnconfirmedPath(halfPath);
        DeviceState state = client.Connect().State;
        if (state != DeviceState.Blank)
        {
            if (state is (DeviceState.Locked or DeviceState.Ready) && !File.Exists(halfPath) && File.Exists(unconfirmed))
            {
                client.UseHostHalf(HostHalfFile.Read(unconfirmed));
                return Confirm(client, halfPath, output);
            }

            Console.Error.WriteLine($"holdfast init: the signer is {state}, not blank. A signer gets its seed only once; `holdfast wipe` and its button make it blank");
            return 1;
        }

        foreach (string path in new[] { halfPath, unconfirmed })
        {
            if (File.Exists(path))
            {
                Console.Error.WriteLine($"holdfast init: {path} exists already. It may be the half of another signer, or a half that a false device has seen; "
                    + "every signer needs its own half. Name another file with --host-half, or move this one to another place");
                return 2;
            }
        }

        byte[] half = HostHalfFile.Prepare(halfPath);
        (SecretKind kind, byte[] seed) = secret();
        try
        {
            HostHalfFile.BeginGiving(halfPath);
            client.Ask(new Provision { Kind = kind, Network = network, Secret = seed, HostHalf = half });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }

        return Confirm(client, halfPath, output);
    }

    /// <summary>New words, on paper or in a file before the device gets them: a seed whose words nobody saw must never be in use.</summary>
    internal static (SecretKind Kind, byte[] Secret) Drawn(SignerClient client, int wordCount, IConversation person, string? wordsTo)
    {
        byte[] entropy = SeedEntropy.Draw(client);
        Mnemonic words = Mnemonic.FromEntropy(entropy[..(wordCount * 4 / 3)]);
        CryptographicOperations.ZeroMemory(entropy);
        if (wordsTo != null)
        {
            WordScreen.Write(words, wordsTo);
        }
        else
        {
            RequireTerminal(person);
            WordScreen.Show(words, person);
        }

        return (SecretKind.Mnemonic, words.Seed());
    }

    /// <summary>Whether a seed is that of a signer: a simulated one gets it, and both say who they are. The seed does not leave this program.</summary>
    /// <returns>0 when it is, 1 when it is not.</returns>
    internal static int Check(SignerClient client, byte[] seed, TextWriter output)
    {
        try
        {
            byte[] nodeId = client.Ask(new NodeKeys()).NodeId;
            Network network = client.Ask(new Status()).Network;
            bool isSame = nodeId.AsSpan().SequenceEqual(RehearsedSigner.NodeId(seed, network));
            output.WriteLine(isSame
                ? $"These words restore this signer: node id {Convert.ToHexStringLower(nodeId)}"
                : "These are good words, but not those of this signer, or the passphrase is another one. Nothing was changed");
            return isSame ? 0 : 1;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The questions to somebody who typed only `holdfast init`.</summary>
    internal static (bool IsRestored, string Chain) Guided(IConversation person, string chain, bool isChainSaid, bool isNew)
    {
        bool isRestored = false;
        if (!isNew)
        {
            person.Show("A blank signer gets its seed now, once. Use a computer that you trust for the next minutes.");
            isRestored = Choice(person, "New words, or words that you have on paper? [new/restore]", ["new", "restore"]) == "restore";
        }

        return (isRestored, isChainSaid ? chain : Choice(person, $"For which chain? It cannot be changed later. [{string.Join('/', s_networks)}]", s_networks));
    }

    private static string Choice(IConversation person, string question, string[] known)
    {
        while (true)
        {
            string answer = person.Ask(question).Trim().ToLowerInvariant();
            if (answer.Length == 0 || known.Contains(answer))
            {
                return answer.Length == 0 ? known[0] : answer;
            }
        }
    }

    /// <exception cref="FormatException">Nobody would see the words, and a log or a file might keep them.</exception>
    private static void RequireTerminal(IConversation person)
    {
        if (!person.IsTerminal)
        {
            throw new FormatException("new words are shown on a terminal only, and this is none; run the command in a terminal, or name a new file for the words with --words-to");
        }
    }

    private static int Confirm(SignerClient client, string halfPath, TextWriter output)
    {
        NodeKeysReply keys = client.Ask(new NodeKeys());
        HostHalfFile.Confirm(halfPath);
        output.WriteLine($"node id {Convert.ToHexStringLower(keys.NodeId)}");
        output.WriteLine($"the host's half of the key is in {halfPath}. Keep a copy: without it you must wipe the device and restore it from its words");
        output.WriteLine(BlindApproval.Warning);
        return 0;
    }
}
