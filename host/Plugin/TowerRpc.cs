using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>
/// The node's commands about watchtowers: `holdfast-tower-add` and its siblings. holdfast-hsmd carries them out, on its socket; this only gives the parameters
/// their names.
/// </summary>
internal static class TowerRpc
{
    private const string Prefix = "holdfast-tower-";

    private static readonly (string Name, string[] Parameters, string Usage, string Description)[] s_commands =
    [
        ("add", ["tower"], "tower", "Adds a watchtower, PUBLICKEY@HOST[:PORT], an address of a known one, or makes it active again."),
        ("remove", ["tower", "force"], "tower [force]", "Forgets a watchtower, or with PUBLICKEY@HOST[:PORT] one of its addresses."),
        ("deactivate", ["tower"], "tower", "Sends a watchtower nothing more."),
        ("list", [], "", "Watchtowers and channels: what is acknowledged and pending."),
        ("show", ["tower"], "tower", "One watchtower with its sessions."),
        ("sessions", [], "", "All sessions with watchtowers."),
        ("stats", [], "", "Counts over all watchtowers."),
        ("policy", ["max_updates", "fee_rate"], "[max_updates] [fee_rate]", "What new sessions are asked for; the fee in satoshi per virtual byte."),
        ("trust", ["tower"], "tower", "Lets what a watchtower acknowledges count for holdfast-tower-exposure. The device asks for its owner's button."),
        ("distrust", ["tower", "force"], "tower [force]", "Lets what a watchtower acknowledges not count any more."),
        ("exposure", ["states"], "[states]", "Shows or sets how many states of a channel may be at no trusted watchtower, 2 to 16, or off. Less strict takes the owner's button."),
        ("terminate", ["session", "delete"], "session [delete]", "Ends a session; its states go to the next one."),
    ];

    public static IEnumerable<(string Method, string Usage, string Description)> Methods =>
        s_commands.Select(command => (Prefix + command.Name, command.Usage, command.Description));

    public static bool IsOurs(string method) => s_commands.Any(command => Prefix + command.Name == method);

    /// <summary>Command and named arguments; null and a sentence when a parameter is too many.</summary>
    public static ((string Command, JsonObject Arguments)? Call, string Sentence) Read(string method, JsonNode? parameters)
    {
        (string name, string[] names, _, _) = s_commands.Single(command => Prefix + command.Name == method);
        (JsonObject? arguments, string wrong) = NamedParameters.Read(method, names, parameters);
        return arguments == null ? (null, wrong) : ((name, arguments), string.Empty);
    }
}
