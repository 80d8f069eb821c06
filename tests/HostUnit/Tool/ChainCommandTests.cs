using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Holdfast.HostUnit.Tool;

/// <summary>`holdfast chain`: headers from files, folders and standard input, and a proof, against `holdfast simulate` in another process.</summary>
[TestClass]
public sealed class ChainCommandTests
{
    private const string Words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    [TestMethod]
    public void FedProvenAndForgotten()
    {
        using TemporaryFolder folder = new();
        using SimulateProcess simulated = new("--approve");
        string half = folder.File("host-half");
        CommandRun Run(params string[] arguments) => CommandLine.Run(["chain", .. arguments, "--signer", simulated.Address, "--host-half", half]);
        Assert.AreEqual(0, CommandLine.Run(Words, ["init", "--restore", "--network", "regtest", "--signer", simulated.Address, "--host-half", half]).ExitCode);
        Assert.AreEqual(0, Figures(Run("show", "--json")).GetProperty("height").GetInt32());

        List<byte[]> blocks = Blocks(150, 100);
        byte[] headers = [.. blocks.SelectMany(block => block[..80])];
        File.WriteAllBytes(folder.File("headers"), headers);
        File.WriteAllText(folder.File("text"), Convert.ToHexString(headers) + "\n");
        Assert.AreEqual(0, CommandLine.Run("chain", "verify", folder.File("headers"), "--network", "Regtest").ExitCode);
        Assert.AreEqual(1, CommandLine.Run("chain", "verify", folder.File("text"), "--network", "Bitcoin").ExitCode);

        CommandRun fed = Run("feed", folder.File("headers"));
        Assert.AreEqual(0, fed.ExitCode, fed.Error);
        JsonElement figures = Figures(Run("show", "--json"));
        Assert.AreEqual(150, figures.GetProperty("height").GetInt32());
        Assert.IsFalse(figures.GetProperty("isInForce").GetBoolean());
        Assert.AreEqual(0, Run("feed", folder.File("text"), "--in-force").ExitCode);
        Assert.IsTrue(Figures(Run("show", "--json")).GetProperty("isInForce").GetBoolean());

        // The slot of the chain is no channel.
        CommandRun shown = CommandLine.Run("journal", "show", "--signer", simulated.Address, "--host-half", half);
        Assert.AreEqual(0, shown.ExitCode, shown.Error);

        File.WriteAllBytes(folder.File("block"), blocks[100]);
        string txid = Convert.ToHexStringLower([.. SHA256.HashData(SHA256.HashData(Payment(false))).Reverse()]);
        Assert.AreEqual(1, Run("prove", folder.File("block"), txid + ":0").ExitCode, "too old without a way");
        CommandRun proven = Run("prove", folder.File("block"), txid + ":0", "--headers", folder.File("headers"));
        Assert.AreEqual(0, proven.ExitCode, proven.Error);
        StringAssert.Contains(proven.Output, "in block 101, under 50 blocks");
        Assert.AreEqual(2, Run("prove", folder.File("block"), new string('1', 64) + ":0").ExitCode);
        Assert.AreEqual(2, Run("prove", folder.File("block"), txid).ExitCode);

        Assert.AreEqual(0, Run("forget").ExitCode);
        Assert.IsFalse(Figures(Run("show", "--json")).GetProperty("isInForce").GetBoolean());
    }

    [TestMethod]
    public void AFolderOfBlocksIsBroughtIntoOrderAndAGapIsNamed()
    {
        using TemporaryFolder folder = new();
        string blocks = Directory.CreateDirectory(folder.File("blocks")).FullName;
        List<byte[]> made = Blocks(5, 2);
        for (int i = 0; i < made.Count; i++)
        {
            File.WriteAllBytes(Path.Combine(blocks, $"{9 - i}.dat"), made[i]);
        }

        CommandRun run = CommandLine.Run("chain", "verify", blocks, "--network", "Regtest");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Output, "5 headers");
        File.Delete(Path.Combine(blocks, "7.dat"));
        Assert.AreEqual(2, CommandLine.Run("chain", "verify", blocks, "--network", "Regtest").ExitCode);
        File.WriteAllBytes(folder.File("short"), new byte[81]);
        Assert.AreEqual(2, CommandLine.Run("chain", "verify", folder.File("short")).ExitCode);
        Assert.AreEqual(0, CommandLine.Run(Convert.ToHexString(made[0][..80]), ["chain", "verify", "-", "--network", "Regtest"]).ExitCode);
    }

    private static JsonElement Figures(CommandRun run) => JsonDocument.Parse(run.Output).RootElement;

    // Blocks of regtest; the one at the index has a payment, with a witness, behind its first transaction.
    private static List<byte[]> Blocks(int count, int paying)
    {
        List<byte[]> blocks = [];
        byte[] previous = Convert.FromHexString("06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f");
        byte[] first = [1, 0, 0, 0, 1, .. new byte[32], 255, 255, 255, 255, 2, 1, 1, 255, 255, 255, 255, 1, .. new byte[8], 1, 81, 0, 0, 0, 0];
        for (int i = 0; i < count; i++)
        {
            byte[] root = Twice(first);
            root = i == paying ? Twice([.. root, .. Twice(Payment(false))]) : root;
            byte[] header = [4, 0, 0, 0, .. previous, .. root, .. new byte[4], 255, 255, 127, 32, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(68), 1296688602u + 600 * ((uint)i + 1));
            for (uint nonce = 0; Twice(header)[31] > 0x7e; nonce++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(76), nonce);
            }

            previous = Twice(header);
            blocks.Add(i == paying ? [.. header, 2, .. first, .. Payment(true)] : [.. header, 1, .. first]);
        }

        return blocks;
    }

    private static byte[] Payment(bool withWitness) =>
    [
        2, 0, 0, 0, .. withWitness ? new byte[] { 0, 1 } : [], 1, .. new byte[36], 0, 255, 255, 255, 255, 1, .. new byte[8], 2, 81, 81,
        .. withWitness ? new byte[] { 2, 1, 7, 0 } : [], 0, 0, 0, 0,
    ];

    private static byte[] Twice(byte[] bytes) => SHA256.HashData(SHA256.HashData(bytes));
}
