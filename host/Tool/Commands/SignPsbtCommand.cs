using System.Buffers.Text;
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.NodeRequests;
using Holdfast.SecondOpinion;

namespace Holdfast.Tool.Commands;

/// <summary>
/// `holdfast sign-psbt FILE`: the wallet's signatures on a PSBT that another program made. The signer judges it as it judges the node's own withdrawals: what pays
/// somebody else needs its button.
/// </summary>
internal static class SignPsbtCommand
{
    /// <summary>A transaction that the signer's limits allow has 100,000 bytes; most of a PSBT are the transactions before it.</summary>
    private const int FileBytesMax = 512 << 10;

    private static readonly byte[] s_magic = [0x70, 0x73, 0x62, 0x74, 0xff];

    public static Command Create()
    {
        OwnerOptions signer = new();
        Argument<FileInfo> file = new("file") { Description = "The PSBT, binary or base64." };
        Option<FileInfo?> output = new("--out") { Description = "Write the signed PSBT to this new file, binary if the first one is, instead of base64 to standard output." };
        Option<bool> dryRun = new("--dry-run") { Description = "Only say what the PSBT does." };
        Command command = new("sign-psbt", "Sign the wallet's inputs of a PSBT, under the signer's rules.") { file, output, dryRun };
        signer.AddTo(command);
        command.SetAction(parsed =>
        {
            byte[] read = Read(parsed.GetRequiredValue(file));
            FileInfo? target = parsed.GetValue(output);
            if (target is { Exists: true })
            {
                throw new IOException(target.FullName + " exists already; a signed PSBT is written to a new file");
            }

            bool isBinary = read.AsSpan().StartsWith(s_magic);
            byte[] psbt = isBinary ? read : FromBase64(read);
            return parsed.GetValue(dryRun)
                ? signer.Run(parsed, session => Explained(session.ReadPsbt(psbt)), folder => Explained(Through(folder, "read-psbt", psbt)))
                : signer.Run(
                    parsed,
                    session => Signed(session.ReadPsbt(psbt), () => session.SignPsbt(psbt), target, isBinary),
                    folder => Signed(Through(folder, "read-psbt", psbt), () => Through(folder, "sign-psbt", psbt), target, isBinary));
        });
        return command;
    }

    private static int Explained(PsbtAnswer read)
    {
        Array.ForEach(read.Text, Console.WriteLine);
        return read.Trouble.Length == 0 ? 0 : throw new OwnerRequestException(read.Trouble);
    }

    /// <summary>What it does is said before the question to the owner, who compares it with the device's screen.</summary>
    private static int Signed(PsbtAnswer read, Func<PsbtAnswer> sign, FileInfo? target, bool isBinary)
    {
        Array.ForEach(read.Text, Console.Error.WriteLine);
        if (read.Trouble.Length > 0)
        {
            throw new OwnerRequestException(read.Trouble);
        }

        Console.Error.WriteLine("If it pays somebody else, the signer now asks for its button. " + BlindApproval.Warning);
        PsbtAnswer signed = OwnerCountdown.While(sign);
        byte[] psbt = signed.Psbt ?? throw new OwnerRequestException(signed.Trouble);
        if (target == null)
        {
            Console.WriteLine(Convert.ToBase64String(psbt));
            return 0;
        }

        using FileStream stream = new(target.FullName, FileMode.CreateNew, FileAccess.Write);
        stream.Write(isBinary ? psbt : Encoding.ASCII.GetBytes(Convert.ToBase64String(psbt) + "\n"));
        Console.Error.WriteLine("The signed PSBT is in " + target.FullName + ".");
        return 0;
    }

    private static PsbtAnswer Through(string folder, string method, byte[] psbt)
    {
        bool isWanted = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OpinionPrograms.Variable));
        JsonObject reply = NodeSocket.Ask(folder, new JsonObject { ["method"] = method, ["psbt"] = Convert.ToBase64String(psbt), ["second-opinion"] = isWanted })
            ?? throw new OwnerRequestException("no signer is named, and no holdfast-hsmd runs in " + folder);
        return new PsbtAnswer(
            reply["psbt"] is JsonNode signed ? Convert.FromBase64String(signed.ToString()) : null,
            [.. (reply["text"] as JsonArray ?? []).Select(line => line?.ToString() ?? "")],
            reply["error"]?.ToString() ?? (reply.Count == 0 ? "holdfast-hsmd did not answer" : ""));
    }

    private static byte[] Read(FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        byte[] bytes = new byte[FileBytesMax + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= FileBytesMax ? bytes[..length] : throw new InvalidDataException($"{file.FullName} is larger than any PSBT that the signer signs ({FileBytesMax} bytes)");
    }

    private static byte[] FromBase64(byte[] text)
    {
        byte[] bytes = new byte[text.Length];
        return Base64.DecodeFromUtf8(text, bytes, out _, out int length) == System.Buffers.OperationStatus.Done && bytes.AsSpan(0, length).StartsWith(s_magic)
            ? bytes[..length]
            : throw new InvalidDataException("the file is no PSBT, neither binary nor base64");
    }
}
