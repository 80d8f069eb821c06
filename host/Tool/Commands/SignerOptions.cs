using System.CommandLine;
using Holdfast.DeviceLink;
using Holdfast.Protocol;
using Holdfast.Tool.Provisioning;

namespace Holdfast.Tool.Commands;

/// <summary>
/// How the commands that talk to a signer find it: --signer or HOLDFAST_SIGNER names the line, --host-half or HOLDFAST_HOST_HALF the file with the
/// host's half of the key. What goes wrong is told by <see cref="CommandRunner"/>.
/// </summary>
internal sealed class SignerOptions
{
    /// <summary>Longer than a board takes to start when opening its port resets it; short enough for a person who chose the wrong port.</summary>
    private const int FirstAnswerMs = 5_000;

    private readonly Option<string?> _signer = new("--signer")
    {
        Description = "Serial port with an optional ,BAUD, or tcp:HOST:PORT. The default is HOLDFAST_SIGNER.",
    };

    private readonly Option<string?> _hostHalf = new("--host-half")
    {
        Description = "File with the host's half of the key. The default is HOLDFAST_HOST_HALF, or holdfast/host-half in the configuration folder.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_signer);
        command.Options.Add(_hostHalf);
    }

    /// <summary>Whether the command line or the environment names a line.</summary>
    public bool IsNamed(ParseResult parsed) => !string.IsNullOrEmpty(Address(parsed));

    public string HostHalfPath(ParseResult parsed) => parsed.GetValue(_hostHalf) ?? HostHalfFile.DefaultPath;

    /// <summary>Opens the line and runs a command on it.</summary>
    /// <param name="isUnlocking">Whether the command needs the host's half; without it only open messages are answered.</param>
    /// <param name="ask">What to do; its result is the exit code.</param>
    public int Run(ParseResult parsed, bool isUnlocking, Func<SignerClient, int> ask) => Run(parsed, isUnlocking, receipt: null, ask);

    /// <summary>The same, showing the device the newest receipt that this host has seen of it.</summary>
    public int Run(ParseResult parsed, bool isUnlocking, byte[]? receipt, Func<SignerClient, int> ask)
    {
        string? address = Address(parsed);
        if (string.IsNullOrEmpty(address))
        {
            return Fail(parsed, 2, "no signer is named; give its port with --signer or HOLDFAST_SIGNER, for example --signer /dev/ttyUSB0; `holdfast devices` finds it");
        }

        string path = HostHalfPath(parsed);
        byte[]? half = isUnlocking ? HalfReader.Read(path) : ReadIfUsable(path);
        try
        {
            using SignerClient client = Open(address, half, receipt);
            if (half != null)
            {
                client.Connect();
            }

            return ask(client);
        }
        catch (SignerNotReadyException foreign) when (half != null && foreign.Code == ErrorCode.WrongHostHalf)
        {
            string sentence = $"the host half in {path} is not that of the signer on {address}. Name the right file with --host-half. If that is lost, the "
                + "way out is `holdfast wipe` with the button and then `holdfast restore` with the words and the newest backup (RECOVERY.md)";
            if (isUnlocking)
            {
                throw new OwnerRequestException(sentence, foreign);
            }

            // The open questions need no half; a file that belongs to another signer must not keep the owner from them.
            Console.Error.WriteLine($"{CommandRunner.NameOf(parsed)}: {sentence}. Going on without it");
        }

        using SignerClient open = Open(address, null, receipt);
        return ask(open);
    }

    internal static SignerClient Open(string address, byte[]? half, byte[]? receipt)
    {
        SignerClient client = new(TransportAddress.Parse(address), new SignerClientSettings
        {
            HostHalf = half,
            Receipt = receipt,
            ReopensMax = 3,
            SilenceMsMax = 30_000,
            ReplyTimeoutMs = 1_000,
            FirstAnswerMsMax = FirstAnswerMs,
        });
        client.TookOver += _ => Console.Error.WriteLine(
            "This command ended the session of another program with the signer. That program unlocks the signer again when it needs it.");
        return client;
    }

    /// <summary>A file that is none, or that others can read, is said; a command that needs no half goes on without it.</summary>
    private static byte[]? ReadIfUsable(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return HalfReader.Read(path);
        }
        catch (Exception unusable) when (unusable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(unusable.Message + ". Going on without it");
            return null;
        }
    }

    private string? Address(ParseResult parsed) => parsed.GetValue(_signer) ?? Environment.GetEnvironmentVariable("HOLDFAST_SIGNER");

    private static int Fail(ParseResult parsed, int code, string sentence)
    {
        Console.Error.WriteLine($"{CommandRunner.NameOf(parsed)}: {sentence}");
        return code;
    }
}
