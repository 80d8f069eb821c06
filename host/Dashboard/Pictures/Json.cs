using System.Text.Json.Nodes;

namespace Holdfast.Dashboard.Pictures;

/// <summary>Fields of somebody else's JSON: what has another type is as good as absent.</summary>
internal static class Json
{
    public static string Text(this JsonNode? node, string name) => (node as JsonObject)?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : string.Empty;

    public static long? Whole(this JsonNode? node, string name)
    {
        JsonNode? field = (node as JsonObject)?[name];
        return field is not JsonValue value ? null
            : value.TryGetValue(out long number) ? number
            : value.TryGetValue(out ulong large) && large <= long.MaxValue ? (long)large
            : value.TryGetValue(out int small) ? small
            : value.TryGetValue(out uint positive) ? positive
            : null;
    }

    public static ulong Count(this JsonNode? node, string name) => node.Whole(name) is long number and >= 0 ? (ulong)number : 0;

    public static double Real(this JsonNode? node, string name) => (node as JsonObject)?[name] is JsonValue value && value.TryGetValue(out double number) ? number : 0;

    public static bool? Flag(this JsonNode? node, string name) => (node as JsonObject)?[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    public static JsonObject? Part(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    public static IEnumerable<JsonObject> Each(this JsonNode? node, string name) => ((node as JsonObject)?[name] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Seconds since 1970.</summary>
    public static DateTimeOffset? Seconds(this JsonNode? node, string name) =>
        node.Whole(name) is long seconds and > -62_135_596_800 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Milliseconds since 1970.</summary>
    public static DateTimeOffset? Milliseconds(this JsonNode? node, string name) =>
        node.Whole(name) is long milliseconds and > -62_135_596_800_000 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
