using System.CommandLine;
using System.Security.Cryptography;
using Holdfast.DeviceLink;
using Holdfast.NodeRequests.Replay;
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
        Option<bool> restore = new("--restore") { Description = "Restore the seed from words that are read from standard input." };
        Option<FileInfo?> hsmSecret = new("--hsm-secret") { Description = "Use the hsm_secret file of an existing node (raw 32 bytes, or a mnemonic without passphrase)." };
        Option<string> network = new("--network")
        {
            Description = "The chain for which the keys are used. It cannot be changed later.",
            DefaultValueFactory = _ => "bitcoin",
        };
        network.AcceptOnlyFromAmong("bitcoin", "testnet", "testnet4", "signet", "regtest");
        Command command = new("init", "Create or restore the seed of a blank signer and pair it with this computer.") { words, restore, hsmSecret, network };
        signer.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(restore) && result.GetValue(hsmSecret) != null)
            {
                result.AddError("--restore and --hsm-secret cannot be used together");
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
        Console.Error.WriteLine("Type the words, then end the input (Ctrl+D):");
        return (SecretKind.Mnemonic, Mnemonic.Parse(Console.In.ReadToEnd()).Seed());
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
