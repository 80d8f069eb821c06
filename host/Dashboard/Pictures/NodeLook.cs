using System.Text.Json.Nodes;

namespace Holdfast.Dashboard.Pictures;

/// <summary>
/// What the node says: its channels, its peers' names, and holdfast-plugin's comparison of node and signer. It is asked in the background and seldom, because its answers can be
/// large; a node that stands still costs the page nothing but these.
/// </summary>
internal sealed class NodeLook(string folder, TimeProvider clock)
{
    private const int AliasesMax = 500;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_old = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _aliases = [];
    private Task _asking = Task.CompletedTask;
    private DateTimeOffset? _asked;
    private Answer? _answer;

    public NodePicture Add(NodePicture picture)
    {
        Answer? answer;
        lock (_gate)
        {
            if (_asking.IsCompleted && (_asked is not { } last || clock.GetUtcNow() - last >= s_old))
            {
                _asked = clock.GetUtcNow();
                _asking = Task.Run(Look);
            }

            answer = _answer;
        }

        if (answer == null)
        {
            return picture;
        }

        FindingPicture[] findings = [.. answer.Examination.Each("findings").Select(found => new FindingPicture(
            found.Text("channel"), found.Text("finding"), found.Text("sentence"), found.Flag("safe") ?? false,
            [.. (found["exits"] as JsonArray ?? []).OfType<JsonValue>().Select(exit => exit.ToString())]))];
        return picture with
        {
            ComparisonTrouble = answer.Trouble,
            Channels = [.. picture.Channels.Select(channel => Channel(channel, answer, findings))],
            Findings = [.. findings.Where(found => picture.Channels.All(channel => channel.Name != found.Channel))],
        };
    }

    private ChannelPicture Channel(ChannelPicture channel, Answer answer, FindingPicture[] findings)
    {
        string peer = channel.Name.Split('/')[0];

        // The node does not print its own number of a channel; where a peer has several, only what holds for all of them is said.
        JsonObject[] listed = [.. answer.Channels.Each("channels").Where(one => one.Text("peer_id") == peer)];
        lock (_gate)
        {
            return channel with
            {
                Alias = _aliases.GetValueOrDefault(peer, string.Empty),
                ShortChannelId = listed is [JsonObject only] ? only.Text("short_channel_id") : string.Empty,
                State = listed is [JsonObject alone] ? alone.Text("state") : string.Empty,
                IsConnected = listed.Length > 0 ? listed.Any(one => one.Flag("peer_connected") == true) : null,
                Findings = [.. findings.Where(found => found.Channel == channel.Name)],
            };
        }
    }

    private void Look()
    {
        JsonObject? channels = Call("listpeerchannels", [], out string trouble);
        JsonObject? examination = channels == null ? null : Call("holdfast-doctor", [], out trouble);
        foreach (string peer in channels.Each("channels").Select(channel => channel.Text("peer_id")).Where(peer => peer.Length > 0).Distinct().Take(AliasesMax).ToArray())
        {
            if (!Knows(peer) && Call("listnodes", new JsonObject { ["id"] = peer }, out _) is { } nodes)
            {
                lock (_gate)
                {
                    _aliases[peer] = nodes.Each("nodes").Select(node => node.Text("alias")).FirstOrDefault() ?? string.Empty;
                }
            }
        }

        lock (_gate)
        {
            _answer = new Answer(channels, examination, trouble);
        }
    }

    private bool Knows(string peer)
    {
        lock (_gate)
        {
            return _aliases.ContainsKey(peer);
        }
    }

    private JsonObject? Call(string method, JsonObject parameters, out string trouble)
    {
        JsonObject call = new() { ["jsonrpc"] = "2.0", ["id"] = "holdfast-dashboard", ["method"] = method, ["params"] = parameters };
        JsonObject? reply = LineSocket.Ask(Path.Combine(folder, "lightning-rpc"), call, "\n\n", s_patience, out trouble);
        if (reply.Part("error").Text("message") is { Length: > 0 } error)
        {
            trouble = error;
        }

        return reply.Part("result");
    }

    private sealed record Answer(JsonObject? Channels, JsonObject? Examination, string Trouble);
}
