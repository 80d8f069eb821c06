using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>
/// The hook on `splice_signed`. The PSBT that the owner signed still carries placeholders where the signer could not sign early (see
/// host/NodeRequests/SpliceSignatures.cs). The call goes on with the real signatures in their place, or ends with a sentence and nothing is signed
/// or sent.
/// </summary>
internal static class SpliceHook
{
    public const string Command = "splice_signed";

    /// <summary>SPLICE_INPUT_ERROR of lightningd (common/jsonrpc_errors.h): what its own checks of the PSBT answer with.</summary>
    private const int SpliceInputError = 356;

    public static JsonObject Continue => new() { ["result"] = "continue" };

    /// <summary>What lightningd shall do with the call.</summary>
    /// <param name="parameters">The hook's payload: <c>{"rpc_command":{"id":…,"method":…,"params":…}}</c>, parameters by name or in a list.</param>
    public static async Task<JsonObject> AnswerAsync(JsonNode? parameters, SignerControl signer, CancellationToken cancellation)
    {
        if (parameters?["rpc_command"] is not JsonObject call || (call["method"] as JsonValue)?.ToString() != Command)
        {
            return Continue;
        }

        JsonNode? psbt = call["params"] switch { JsonObject named => named["psbt"], JsonArray { Count: > 0 } listed => listed[0], _ => null };
        if ((psbt as JsonValue)?.ToString() is not { } text)
        {
            return Continue; // lightningd says what is missing
        }

        if (!HasPlaceholder(text))
        {
            return Continue;
        }

        (string? complete, string sentence) = await signer.CompleteSpliceAsync(text, cancellation);
        if (complete is null)
        {
            return new JsonObject { ["return"] = new JsonObject { ["error"] = new JsonObject { ["code"] = SpliceInputError, ["message"] = "holdfast: " + sentence } } };
        }

        JsonObject replaced = (JsonObject)call.DeepClone();
        replaced["jsonrpc"] = "2.0";
        if (replaced["params"] is JsonObject byName)
        {
            byName["psbt"] = complete;
        }
        else
        {
            replaced["params"]![0] = complete;
        }

        return new JsonObject { ["replace"] = replaced };
    }

    /// <summary>The placeholder is r = s = 0x01…01 (host/NodeRequests/Hsmd/SignTxReply.cs); a test holds both ends together.</summary>
    private static bool HasPlaceholder(string psbt)
    {
        byte[] number = [0x02, 32, .. Enumerable.Repeat((byte)1, 32)];
        byte[] bytes = new byte[psbt.Length];
        return Convert.TryFromBase64String(psbt, bytes, out int length) && bytes.AsSpan(0, length).IndexOf((byte[])[0x30, 68, .. number, .. number, 1]) >= 0;
    }
}
