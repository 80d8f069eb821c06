using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Holdfast.Plugin;

/// <summary>JSON as it comes from a node whose texts come from anywhere, turned into values that can be used without surprises.</summary>
internal static class JsonValues
{
    private const int DepthMax = 64;

    /// <summary>The value, mended where its text is not quite JSON; null when it is none.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> bytes)
    {
        byte[] text = Utf8.IsValid(bytes) ? bytes.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = DepthMax });
            return Mended(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Mended(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                JsonObject target = [];
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    target[Text(() => property.Name)] = Mended(property.Value);
                }

                return target;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Mended)]);
            case JsonValueKind.String:
                return JsonValue.Create(Text(element.GetString!));
            case JsonValueKind.Null:
                return null;
            default:
                return JsonNode.Parse(element.GetRawText());
        }
    }

    /// <summary>A text with a lone surrogate is no text; nothing that the plugin needs has one.</summary>
    private static string Text(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
