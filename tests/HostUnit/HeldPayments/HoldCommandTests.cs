using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.HostUnit.Plugin;
using Holdfast.Tool.Commands;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>`holdfast hold`, with the real plugin behind a scripted node, and with a handler.</summary>
[TestClass]
[DoNotParallelize] // standard output is everybody's
public sealed class HoldCommandTests
{
    private readonly TemporaryFolder _folder = new("regtest"); // the plugin reads the configuration above it as well

    [TestCleanup]
    public void RemoveFolder() => _folder.Dispose();

    [TestMethod]
    public async Task TheNodeIsAskedOnItsSocket()
    {
        await using ScriptedLightningd node = ScriptedLightningd.Start(_folder.FullName);
        string hash = new('a', 64);
        node.Computes = call => call["method"]!.ToString() == "listholdinvoices" ? new JsonObject { ["holdinvoices"] = new JsonArray(Invoice(hash)) }
            : new JsonObject { ["payment_hash"] = call["params"]!["payment_hash"]!.ToString(), ["state"] = call["method"]!.ToString() };
        StringAssert.Contains(Run("list"), "in the device");
        Assert.AreEqual(hash, JsonNode.Parse(Run("list", "--json"))!["holdinvoices"]![0]!["payment_hash"]!.ToString());
        StringAssert.Contains(Run("show", hash), hash);
        StringAssert.Contains(Run("settle", hash, "--json"), "settleholdinvoice");
        StringAssert.Contains(Run("cancel", hash), "cancelholdinvoice");
        node.Failing["settleholdinvoice"] = "no payment has arrived";
        StringAssert.Contains(Assert.ThrowsExactly<OwnerRequestException>(() => Run("settle", hash)).Message, "no payment has arrived");
    }

    [TestMethod]
    public void WithoutANodeThereIsASentence() =>
        StringAssert.Contains(Assert.ThrowsExactly<OwnerRequestException>(() => Run("list")).Message, "no node listens");

    [TestMethod]
    public async Task AHandlerIsTried()
    {
        string script = _folder.File("h.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\necho seen >&2\necho 0\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        string file = _folder.File("payload.json");
        JsonObject payload = HeldWorld.Payload(
            new() { PaymentHash = new byte[32], Bolt11 = "", AmountMsat = 0, PaymentSecret = new byte[32], IsOfVault = true, ExpiresAt = 0, FinalDelta = 0, Created = default }, 5, 1, 1);
        await File.WriteAllTextAsync(file, new JsonObject { ["id"] = 1, ["method"] = "htlc_accepted", ["params"] = payload }.ToJsonString());
        JsonNode shown = JsonNode.Parse(Run("handler", "test", file, "--handler", script, "--json"))!;
        Assert.AreEqual("hold", shown["verdict"]!.ToString());
        Assert.AreEqual("1x1x1/5", shown["htlc"]!.ToString());
        StringAssert.Contains(shown["stderr"]![0]!.ToString(), "seen");
        StringAssert.Contains(Run("handler", "test", file, "--handler", script), "waits for");
        Assert.ThrowsExactly<OwnerRequestException>(() => Run("handler", "test", file, "--handler", "/nowhere"));
        await File.WriteAllTextAsync(file, "{}");
        Assert.ThrowsExactly<OwnerRequestException>(() => Run("handler", "test", file, "--handler", script));
    }

    private static JsonObject Invoice(string hash) => new()
    {
        ["payment_hash"] = hash,
        ["state"] = "accepted",
        ["amount_msat"] = 1,
        ["htlcs"] = new JsonArray(),
        ["preimage_in_device"] = true,
    };

    private string Run(params string[] arguments)
    {
        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(output);
        try
        {
            HoldCommand.Create().Parse([.. arguments, "--node", _folder.FullName]).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output });
            return output.ToString();
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}
