using System.Globalization;
using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>Where a peer may be reached. `connect` without an address works only for peers whose address lightningd keeps by itself.</summary>
internal sealed record PeerAddress(string Host, ushort Port)
{
    private const int AddressesMax = 8;

    /// <summary>What the node knows: the announced addresses (`listnodes`), then the ones of the present connection (`listpeers`).</summary>
    public static async Task<IReadOnlyList<PeerAddress>> FindAsync(INode node, string peer, CancellationToken cancellation)
    {
        List<PeerAddress> found = [];
        try
        {
            JsonNode nodes = await node.CallAsync("listnodes", new JsonObject { ["id"] = peer }, cancellation);
            foreach (JsonNode? announced in Items(nodes["nodes"]).SelectMany(entry => Items(entry?["addresses"])))
            {
                string host = Text(announced?["address"]);
                if (host.Length > 0 && ushort.TryParse(Text(announced?["port"]), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
                {
                    found.Add(new PeerAddress(host, port));
                }
            }

            JsonNode peers = await node.CallAsync("listpeers", new JsonObject { ["id"] = peer }, cancellation);
            found.AddRange(Items(peers["peers"]).SelectMany(entry => Items(entry?["netaddr"])).Select(address => Parse(Text(address))).OfType<PeerAddress>());
        }
        catch (NodeRpcException)
        {
            // Without addresses there is still the plain connect.
        }

        return [.. found.Distinct().Take(AddressesMax)];
    }

    public JsonObject ToConnect(string peer) => new() { ["id"] = peer, ["host"] = Host, ["port"] = Port };

    /// <summary>"1.2.3.4:9735", "[::1]:9735", "name.onion:9735"; null when it is none of these.</summary>
    public static PeerAddress? Parse(string address)
    {
        int colon = address.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && address[0] != '/'
            ? new PeerAddress(address[..colon].Trim('[', ']'), port)
            : null;
    }

    private static IEnumerable<JsonNode?> Items(JsonNode? list) => list as JsonArray ?? [];

    private static string Text(JsonNode? value) => (value as JsonValue)?.ToString() ?? string.Empty;
}
