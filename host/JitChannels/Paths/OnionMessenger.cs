using System.Text.Json.Nodes;
using Holdfast.HeldPayments;
using Holdfast.JitChannels.Offers;

namespace Holdfast.JitChannels.Paths;

/// <summary>
/// Answers an onion message along the path that its sender gave (BOLT 4, Onion Messages). The node makes the onion (`createonion`) and handles it as if it had come from a peer
/// (`injectonionmessage`); what each hop reads is made here.
/// </summary>
public sealed class OnionMessenger(NodeCall node, byte[] ourId)
{
    private const ulong NextNodeField = 4;
    private const ulong NextPathKeyField = 8;
    private const ulong DataField = 4;

    /// <summary>The field of an onion message that is an invoice.</summary>
    public const ulong InvoiceField = 66;

    /// <summary>The field of an onion message that says why there is no invoice.</summary>
    public const ulong ErrorField = 68;

    private const int SmallOnionBytes = 1300;
    private const int LargeOnionBytes = 32768;
    private const int HopOverheadBytes = 32;

    /// <summary>The path that the hook shows; null when it is none.</summary>
    public async Task<BlindedPath?> ReplyPathAsync(JsonNode? shown, CancellationToken cancellation)
    {
        if (shown is not JsonObject path || Point(path["first_path_key"] ?? path["first_blinding"]) is not { } key || path["hops"] is not JsonArray { Count: > 0 and <= 20 } listed)
        {
            return null;
        }

        List<BlindedHop> hops = [];
        foreach (JsonNode? hop in listed)
        {
            if (Point(hop?["blinded_node_id"]) is not { } name || Bytes(hop?["encrypted_recipient_data"]) is not { } data)
            {
                return null;
            }

            hops.Add(new BlindedHop(name, data));
        }

        byte[]? first = Point(path["first_node_id"]) ?? await NodeOfAsync(path["first_scid"]?.ToString(), path["first_scid_dir"]?.ToString(), cancellation);
        return first == null ? null : new BlindedPath(first, key, hops);
    }

    /// <summary>Sends one field to the end of a path. Peers are reached directly; others are connected to, and if that fails, reached through a peer.</summary>
    /// <param name="through">A peer that may know the first node of the path; null when there is none.</param>
    public async Task SendAsync(BlindedPath to, byte[]? through, ulong field, byte[] content, CancellationToken cancellation)
    {
        List<byte[]> nodes = [ourId];
        if (!to.First.AsSpan().SequenceEqual(ourId))
        {
            if (through != null && !through.AsSpan().SequenceEqual(to.First) && !await ConnectAsync(to.First, cancellation))
            {
                nodes.Add(through);
            }

            nodes.Add(to.First);
        }

        BlindedPath whole = Joined(nodes, to);
        JsonArray hops = [];
        int bytes = 0;
        for (int i = 0; i < whole.Hops.Count; i++)
        {
            TlvFields payload = new();
            payload[DataField] = whole.Hops[i].Data;
            if (i == whole.Hops.Count - 1)
            {
                payload[field] = content;
            }

            byte[] stream = payload.ToArray();
            byte[] sized = [.. TlvFields.BigSize((ulong)stream.Length), .. stream];
            bytes += sized.Length + HopOverheadBytes;
            hops.Add((JsonNode)new JsonObject { ["pubkey"] = Hex(whole.Hops[i].NodeId), ["payload"] = Hex(sized) });
        }

        JsonNode made = await node(
            "createonion",
            new JsonObject { ["hops"] = hops, ["assocdata"] = string.Empty, ["onion_size"] = bytes <= SmallOnionBytes ? SmallOnionBytes : LargeOnionBytes },
            cancellation);
        await node("injectonionmessage", new JsonObject { ["path_key"] = Hex(whole.PathKey), ["message"] = made["onion"]?.ToString() }, cancellation);
    }

    /// <summary>Our own way to the first node of a path, and the path behind it: the last of ours tells the next one with which key the rest is to be read.</summary>
    internal static BlindedPath Joined(IReadOnlyList<byte[]> nodes, BlindedPath to)
    {
        if (nodes.Count == 1)
        {
            return to;
        }

        List<byte[]> plain = [];
        for (int i = 0; i + 1 < nodes.Count; i++)
        {
            TlvFields fields = new();
            fields[NextNodeField] = nodes[i + 1];
            fields[NextPathKeyField] = i + 2 == nodes.Count ? to.PathKey : null;
            plain.Add(fields.ToArray());
        }

        BlindedPath ours = PathBlinder.Blind(PublicCurve.Here, [.. nodes.SkipLast(1)], plain);
        return ours with { Hops = [.. ours.Hops, .. to.Hops] };
    }

    private async Task<bool> ConnectAsync(byte[] peer, CancellationToken cancellation)
    {
        try
        {
            await node("connect", new JsonObject { ["id"] = Hex(peer) }, cancellation);
            return true;
        }
        catch (Exception unreachable) when (unreachable is not OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A path may begin with a channel and one of its two ends instead of a node.</summary>
    private async Task<byte[]?> NodeOfAsync(string? scid, string? direction, CancellationToken cancellation)
    {
        if (scid == null || direction is not ("0" or "1"))
        {
            return null;
        }

        JsonNode listed = await node("listchannels", new JsonObject { ["short_channel_id"] = scid }, cancellation);
        return Point((listed["channels"] as JsonArray ?? []).FirstOrDefault(half => half?["direction"]?.ToString() == direction)?["source"]);
    }

    private static byte[]? Point(JsonNode? value) => Bytes(value) is { Length: 33 } point && PublicCurve.Here.IsPoint(point) ? point : null;

    private static byte[]? Bytes(JsonNode? value) =>
        (value as JsonValue)?.ToString() is { } hex && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
