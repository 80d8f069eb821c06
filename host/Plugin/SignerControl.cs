using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Bytes;
using Holdfast.ChainFeed;
using Holdfast.HeldPayments;
using Holdfast.Protocol;

namespace Holdfast.Plugin;

/// <summary>The socket of holdfast-hsmd for this plugin (host/HsmdBridge/ControlSocket.cs says what may be asked).</summary>
internal sealed class SignerControl(string path) : ISignerChain, ISignerTimeouts
{
    /// <summary>Name of the socket in the node's directory; a test holds both ends together.</summary>
    public const string FileName = "holdfast-hsmd.sock";

    /// <summary>Above the time in which the owner may press the device's button for a splice, once for each channel.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>For what holdfast-hsmd answers by itself.</summary>
    private static readonly TimeSpan s_shortPatience = TimeSpan.FromSeconds(30);

    /// <summary>Says that the plugin is loaded. Another hsmd, or an older one, does not listen; that is no error.</summary>
    public async Task HelloAsync(CancellationToken cancellation) => await AskAsync(new JsonObject { ["method"] = "hello" }, cancellation);

    /// <summary>The PSBT with the device's signatures where it carried placeholders; or null and the reason.</summary>
    /// <param name="psbt">Base64.</param>
    public async Task<(string? Psbt, string Sentence)> CompleteSpliceAsync(string psbt, CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "complete-splice", ["psbt"] = psbt }, cancellation);
        return reply?["psbt"]?.ToString() is { } complete
            ? (complete, string.Empty)
            : (null, reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path + ", so the splice cannot be signed");
    }

    /// <summary>One command about watchtowers; or null and the reason.</summary>
    public async Task<(JsonNode? Result, string Sentence)> TowerAsync(string command, JsonObject arguments, CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "tower", ["command"] = command, ["arguments"] = arguments }, cancellation);
        return reply?["result"] is { } result
            ? (result.DeepClone(), string.Empty)
            : (null, reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path);
    }

    /// <summary>One of the owner's requests to the device: its reply; or null and the reason.</summary>
    public async Task<(byte[]? Reply, string Sentence)> OwnerAsync(byte[] message, CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "owner", ["message"] = Convert.ToHexStringLower(message) }, cancellation);
        return reply?["reply"]?.ToString() is { } hex && IsHex(hex)
            ? (Convert.FromHexString(hex), string.Empty)
            : (null, reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path);
    }

    /// <summary>One of the requests of the vault.</summary>
    /// <exception cref="VaultRefusalException">The device says that it has not done it.</exception>
    /// <exception cref="VaultAwayException">There is no answer, or none that is surely the device's.</exception>
    public async Task<byte[]> VaultAsync(byte[] message, CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "vault", ["message"] = Convert.ToHexStringLower(message) }, cancellation);
        string sentence = reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path;
        return reply?["reply"]?.ToString() is { } hex && IsHex(hex) ? Convert.FromHexString(hex)
            : reply?["tag"]?.ToString() is { } tag ? throw new VaultRefusalException(tag, sentence)
            : throw new VaultAwayException(sentence);
    }

    /// <summary>The signature of an invoice of BOLT 12 for a promise of the vault.</summary>
    /// <exception cref="VaultRefusalException">The device says that it has not done it.</exception>
    /// <exception cref="VaultAwayException">There is no answer, or none that is surely the device's.</exception>
    public async Task<byte[]> SignBolt12InvoiceAsync(byte[] stream, CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "sign-bolt12-invoice", ["stream"] = Convert.ToHexStringLower(stream) }, cancellation);
        string sentence = reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path;
        return reply?["signature"]?.ToString() is { Length: 128 } hex && IsHex(hex) ? Convert.FromHexString(hex)
            : reply?["tag"]?.ToString() is { } tag ? throw new VaultRefusalException(tag, sentence)
            : throw new VaultAwayException(sentence);
    }

    /// <inheritdoc/>
    public async Task<byte[]> ExchangeAsync(byte[] message, CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "chain", ["message"] = Convert.ToHexStringLower(message) }, cancellation);
        return reply?["reply"]?.ToString() is { } hex && IsHex(hex)
            ? Convert.FromHexString(hex)
            : throw new ChainFeedException(reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FundingOutpoint>> WantedAsync(CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "wanted-proofs" }, cancellation, s_shortPatience);
        if (reply?["outpoints"] is not JsonArray outpoints)
        {
            throw new ChainFeedException(reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path);
        }

        try
        {
            return [.. outpoints.Select(outpoint => FundingOutpoint.Parse(outpoint?.ToString() ?? string.Empty))];
        }
        catch (FormatException wrong)
        {
            throw new ChainFeedException("holdfast-hsmd on " + path + ": " + wrong.Message, wrong);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WantedTimeout>> WantedTimeoutsAsync(CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "wanted-timeouts" }, cancellation, s_shortPatience);
        if (reply?["timeouts"] is not JsonArray timeouts)
        {
            throw new ChainFeedException(reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path);
        }

        try
        {
            return [.. timeouts.Select(Timeout)];
        }
        catch (Exception wrong) when (wrong is FormatException or MalformedException or InvalidOperationException)
        {
            throw new ChainFeedException("holdfast-hsmd on " + path + ": " + wrong.Message, wrong);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> ProveTimeoutAsync(byte[] message, CancellationToken cancellation)
    {
        JsonNode? reply = await AskAsync(new JsonObject { ["method"] = "prove-timeout", ["message"] = Convert.ToHexStringLower(message) }, cancellation);
        return reply is JsonObject { Count: 0 } ? null
            : reply?["refusal"]?.ToString() ?? throw new ChainFeedException(reply?["error"]?.ToString() ?? "holdfast-hsmd does not answer on " + path);
    }

    internal static WantedTimeout Timeout(JsonNode? timeout)
    {
        byte[] request = Convert.FromHexString(timeout?["request"]?.ToString() ?? string.Empty);
        return request is [(byte)MessageId.ProveTimeout, ..]
            ? new WantedTimeout(FundingOutpoint.Parse(timeout?["output"]?.ToString() ?? string.Empty), ProveTimeout.Decode(new ByteReader(request, 1, request.Length - 1)))
            : throw new FormatException("this is no proof of a timeout");
    }

    private static bool IsHex(string text) => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);

    private async Task<JsonNode?> AskAsync(JsonObject request, CancellationToken cancellation, TimeSpan? patience = null)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience ?? s_patience);
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token);
            await using NetworkStream stream = new(socket);
            JsonStream json = new(stream, stream);
            await json.WriteAsync(request, limit.Token);
            return await json.ReadAsync(limit.Token);
        }
        catch (Exception error) when (error is SocketException or IOException or JsonException or ArgumentException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
