using System.CommandLine;
using System.Security.Cryptography;
using Holdfast.Bridge.Replay;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.Tool.Provisioning;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast init`: gives a blank signer its seed, once. New words come from the device's entropy and this computer's, mixed here
/// (<see cref="SeedEntropy"/>); --restore takes words that were written down, --hsm-secret an existing node's file. The words are shown once, on
/// this screen: run it on a computer that you trust for that minute.
/// </summary>
internal static class InitCommand
{
    public static Command Create()
    {
        SignerOptions signer = new();
        Option<int> words = new("--words") { Description = "Number of new words, 12 or 24.", DefaultValueFactory = _ => 24 };
        words.AcceptOnlyFromAmong("12", "24");
        Option<bool> restore = new("--restore") { Description = "Restore from words, read from standard input." };
        Option<FileInfo?> hsmSecret = new("--hsm-secret") { Description = "Take over a node's hsm_secret file (raw 32 bytes, or a mnemonic without passphrase)." };
        Option<string> network = new("--network")
        {
            Description = "The chain that the keys are for, kept on the device for good.",
            DefaultValueFactory = _ => "bitcoin",
        };
        network.AcceptOnlyFromAmong("bitcoin", "testnet", "testnet4", "signet", "regtest");
        Command command = new("init", "Create or restore the seed of a blank signer and pair it with this computer.") { words, restore, hsmSecret, network };
        signer.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(restore) && result.GetValue(hsmSecret) != null)
            {
                result.AddError("--restore and --hsm-secret exclude each other");
            }
        });
        command.SetAction(parsed => signer.Run(parsed, isUnlocking: false, client =>
        {
            FileInfo? file = parsed.GetValue(hsmSecret);
            Func<TextWriter, (SecretKind Kind, byte[] Secret)> secret = file != null ? _ => HsmSecretFile.Parse(File.ReadAllBytes(file.FullName))
                : parsed.GetValue(restore) ? _ => Typed()
                : output => Drawn(client, parsed.GetValue(words), output);
            return Run(client, signer.HostHalfPath(parsed), secret, Enum.Parse<Network>(parsed.GetValue(network)!, ignoreCase: true), Console.Out);
        }));
        return command;
    }

    /// <summary>
    /// Provisions a blank signer with a new half, or takes the half of an earlier run that did not come to its end, if the signer was provisioned with it. The half
    /// gets its name only when the signer has answered under it.
    /// </summary>
    internal static int Run(SignerClient client, string halfPath, Func<TextWriter, (SecretKind Kind, byte[] Secret)> secret, Network network, TextWriter output)
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

            Console.Error.WriteLine($"holdfast init: the signer is {state}, not blank; a seed is given once (`holdfast wipe` with its button makes it blank)");
            return 1;
        }

        foreach (string path in new[] { halfPath, unconfirmed })
        {
            if (File.Exists(path))
            {
                Console.Error.WriteLine($"holdfast init: {path} is there already, and may be the half of another signer, or known to whoever called itself a blank one; "
                    + "every signer gets a half of its own. Name another file with --host-half, or move this one away");
                return 2;
            }
        }

        (SecretKind kind, byte[] seed) = secret(output);
        try
        {
            client.Ask(new Provision { Kind = kind, Network = network, Secret = seed, HostHalf = HostHalfFile.Create(unconfirmed) });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }

        return Confirm(client, halfPath, output);
    }

    /// <summary>New words, shown before the device gets them: a seed whose words nobody saw must never be in use.</summary>
    internal static (SecretKind Kind, byte[] Secret) Drawn(SignerClient client, int wordCount, TextWriter output)
    {
        byte[] entropy = SeedEntropy.Draw(client);
        Mnemonic words = Mnemonic.FromEntropy(entropy[..(wordCount * 4 / 3)]);
        CryptographicOperations.ZeroMemory(entropy);
        output.WriteLine("Write these words down on paper, in order. They are the only backup of the keys and are not shown again:");
        for (int i = 0; i < words.Words.Count; i++)
        {
            output.WriteLine($"{i + 1,4}  {words.Words[i]}");
        }

        return (SecretKind.Mnemonic, words.Seed());
    }

    private static (SecretKind Kind, byte[] Secret) Typed()
    {
        Console.Error.WriteLine("Type the words, then end the input:");
        return (SecretKind.Mnemonic, Mnemonic.Parse(Console.In.ReadToEnd()).Seed());
    }

    private static int Confirm(SignerClient client, string halfPath, TextWriter output)
    {
        NodeKeysReply keys = client.Ask(new NodeKeys());
        HostHalfFile.Confirm(halfPath);
        output.WriteLine($"node id {Convert.ToHexStringLower(keys.NodeId)}");
        output.WriteLine($"this computer's half of the key is in {halfPath}; keep a copy: without it the device must be wiped and restored from its words");
        output.WriteLine(BlindApproval.Warning);
        return 0;
    }
}
