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
            Provision(client, signer.HostHalfPath(parsed), parsed.GetValue(words), parsed.GetValue(restore), parsed.GetValue(hsmSecret), Enum.Parse<Network>(parsed.GetValue(network)!, ignoreCase: true))));
        return command;
    }

    private static int Provision(SignerClient client, string halfPath, int wordCount, bool isRestoring, FileInfo? hsmSecret, Network network)
    {
        DeviceState state = client.Connect().State;
        if (state != DeviceState.Blank)
        {
            Console.Error.WriteLine($"holdfast init: the signer is {state}, not blank; a seed is given once (`holdfast wipe` with its button makes it blank)");
            return 1;
        }

        Mnemonic? shown = null;
        SecretKind kind = SecretKind.Mnemonic;
        byte[] secret;
        if (hsmSecret != null)
        {
            (kind, secret) = HsmSecretFile.Parse(File.ReadAllBytes(hsmSecret.FullName));
        }
        else if (isRestoring)
        {
            Console.Error.WriteLine("Type the words, then end the input:");
            secret = Mnemonic.Parse(Console.In.ReadToEnd()).Seed();
        }
        else
        {
            byte[] entropy = SeedEntropy.Draw(client);
            shown = Mnemonic.FromEntropy(entropy[..(wordCount * 4 / 3)]);
            CryptographicOperations.ZeroMemory(entropy);
            secret = shown.Seed();
        }

        if (shown != null)
        {
            // Before the device gets it: a seed whose words nobody saw must never be in use.
            Console.WriteLine("Write these words down on paper, in order. They are the only backup of the keys and are not shown again:");
            for (int i = 0; i < shown.Words.Count; i++)
            {
                Console.WriteLine($"{i + 1,4}  {shown.Words[i]}");
            }
        }

        byte[] half = File.Exists(halfPath) ? HostHalfFile.Read(halfPath) : HostHalfFile.Create(halfPath);
        try
        {
            client.Ask(new Provision { Kind = kind, Network = network, Secret = secret, HostHalf = half });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }

        NodeKeysReply keys = client.Ask(new NodeKeys());
        Console.WriteLine($"node id {Convert.ToHexStringLower(keys.NodeId)}");
        Console.WriteLine($"this computer's half of the key is in {halfPath}; keep a copy: without it the device must be wiped and restored from its words");
        Console.WriteLine(BlindApproval.Warning);
        return 0;
    }
}
