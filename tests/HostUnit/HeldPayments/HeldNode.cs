using System.Text.Json.Nodes;
using Holdfast.HeldPayments.Book;
using Holdfast.HostUnit.Plugin;
using Holdfast.Plugin;

namespace Holdfast.HostUnit.HeldPayments;

/// <summary>A scripted node with the real plugin, which holds payments.</summary>
internal static class HeldNode
{
    /// <summary>Up to the answer to init, or to the end of the plugin.</summary>
    public static async Task<ScriptedLightningd> BeginAsync(TemporaryFolder folder, string configuration, string program = "holdfast-plugin.dll", params string[] arguments) =>
        await BeginAsync(folder, configuration, null, program, arguments);

    /// <param name="nodeId">What `getinfo` says; null where nobody asks for it.</param>
    public static async Task<ScriptedLightningd> BeginAsync(TemporaryFolder folder, string configuration, byte[]? nodeId, string program, params string[] arguments)
    {
        await File.WriteAllTextAsync(folder.File("config"), configuration);
        File.Delete(folder.File("lightning-rpc"));
        ScriptedLightningd node = ScriptedLightningd.Start(folder.FullName, program, arguments);
        node.Answers["getinfo"] = new JsonObject { ["blockheight"] = HeldWorld.Height, ["id"] = nodeId == null ? null : Convert.ToHexStringLower(nodeId) };
        node.Computes = call => call["method"]!.ToString() == "signinvoice" ? new JsonObject { ["bolt11"] = call["params"]!["invstring"]!.DeepClone() } : null;
        await node.AskAsync("getmanifest", []);
        await node.AskAsync("init", Init(folder, configuration));
        return node;
    }

    public static JsonObject Init(TemporaryFolder folder, string configuration) => new()
    {
        ["options"] = new JsonObject(configuration.Split('\n').Select(line => line.Split('=')).Select(pair => KeyValuePair.Create(pair[0], (JsonNode?)pair[^1]))),
        ["configuration"] = new JsonObject { ["lightning-dir"] = folder.FullName, ["rpc-file"] = "lightning-rpc", ["startup"] = true, ["network"] = "regtest" },
    };

    public static JsonObject Result(JsonObject reply) => reply["result"] as JsonObject ?? throw new AssertFailedException(reply.ToJsonString());

    public static async Task<JsonObject> UntilAsync(ScriptedLightningd node, string hash, string state)
    {
        while (true)
        {
            JsonObject listed = Result(await node.AskAsync("listholdinvoices", new JsonObject { ["payment_hash"] = hash }));
            if (listed["holdinvoices"]![0]!["state"]!.ToString() == state)
            {
                return (JsonObject)listed["holdinvoices"]![0]!;
            }
        }
    }

    /// <summary>Hash and secret as they are in the book; a payer reads the secret in the invoice.</summary>
    public static InvoiceRow Row(TemporaryFolder folder, string hash)
    {
        using Microsoft.Data.Sqlite.SqliteConnection book = new("Data Source=" + folder.File(HeldHtlcs.BookFileName) + ";Mode=ReadOnly");
        book.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = book.CreateCommand();
        command.CommandText = "SELECT secret FROM invoice WHERE hash = $hash";
        command.Parameters.AddWithValue("$hash", Convert.FromHexString(hash));
        return new InvoiceRow
        {
            PaymentHash = Convert.FromHexString(hash),
            Bolt11 = string.Empty,
            AmountMsat = 0,
            PaymentSecret = (byte[])command.ExecuteScalar()!,
            IsOfVault = true,
            ExpiresAt = 0,
            FinalDelta = 0,
            Created = default,
        };
    }
}
