using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.JitChannels.Lsps;

/// <summary>Sends one message of BOLT 1 to a peer: its type (2 bytes) and its content.</summary>
public delegate Task PeerSend(byte[] peer, byte[] message, CancellationToken cancellation);

/// <summary>
/// JSON-RPC 2.0 with an LSP in messages of type 37913 (bLIP-50). An answer counts only from the peer that was asked, and only for a request that waits.
/// No lock is held while somebody
/// else is called: the answer may come before the sending has returned.
/// </summary>
/// <param name="patience">For one answer; a peer that says nothing is given up then.</param>
public sealed class LspLink(PeerSend send, TimeSpan patience, TimeProvider time)
{
    public const ushort MessageType = 37913;

    /// <summary>Requests that wait at once.</summary>
    private const int WaitingMax = 32;

    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);

    /// <summary>For tests: requests that wait for an answer.</summary>
    internal int WaitingCount => _waiting.Count;

    /// <summary>The result of a call.</summary>
    /// <param name="words">What the method's own error codes mean.</param>
    /// <exception cref="LspRefusalException">An error, nothing in time, or something that is no answer.</exception>
    public async Task<JsonElement> AskAsync(byte[] lsp, string method, JsonObject parameters, Func<int, string?> words, CancellationToken cancellation)
    {
        if (_waiting.Count >= WaitingMax)
        {
            throw new LspRefusalException("too many requests to LSPs wait already");
        }

        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Waiting waiting = new(lsp);
        _waiting[id] = waiting;
        try
        {
            JsonObject request = new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };
            await send(lsp, Message(request), cancellation);
            JsonElement answer = await waiting.Answer.Task.WaitAsync(patience, time, cancellation);
            return ResultOf(answer, method, words);
        }
        catch (TimeoutException)
        {
            throw new LspRefusalException($"the LSP did not answer {method} within {patience.TotalSeconds:0} seconds");
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>A message of the type 37913 came from a peer; the type is its first two bytes. What nobody waits for is dropped.</summary>
    public void Take(byte[] peer, byte[] message)
    {
        if (message.Length < 2 || (message[0] << 8 | message[1]) != MessageType)
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(message.AsMemory(2), new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String
                && _waiting.TryGetValue(id.GetString()!, out Waiting? waiting) && waiting.Peer.AsSpan().SequenceEqual(peer))
            {
                waiting.Answer.TrySetResult(root.Clone());
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // Not JSON: nobody asked for that.
        }
    }

    private static byte[] Message(JsonObject value) => [MessageType >> 8, MessageType & 0xff, .. Encoding.UTF8.GetBytes(value.ToJsonString())];

    private static JsonElement ResultOf(JsonElement answer, string method, Func<int, string?> words)
    {
        bool hasError = answer.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null;
        bool hasResult = answer.TryGetProperty("result", out JsonElement result) && result.ValueKind != JsonValueKind.Null;
        if (!answer.TryGetProperty("jsonrpc", out JsonElement version) || version.ValueKind != JsonValueKind.String || version.GetString() != "2.0" || hasError == hasResult)
        {
            throw new LspRefusalException($"the LSP's answer to {method} is no answer of JSON-RPC 2.0");
        }

        if (hasResult)
        {
            return result;
        }

        bool hasCode = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out JsonElement number) && number.ValueKind == JsonValueKind.Number;
        int code = hasCode && error.GetProperty("code").TryGetInt32(out int value)
            ? value
            : 0;
        string said = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? LspJson.Shown(text.GetString()!)
            : "nothing more";
        throw new LspRefusalException($"the LSP refuses {method}: {words(code) ?? "error " + code} (it says: {said})");
    }

    private sealed record Waiting(byte[] Peer)
    {
        public TaskCompletionSource<JsonElement> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
