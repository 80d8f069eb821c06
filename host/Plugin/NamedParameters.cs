using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>The parameters of a command, which lightningd passes on in a list or by name.</summary>
internal static class NamedParameters
{
    /// <summary>The parameters by name; null and a sentence when one is too many.</summary>
    /// <param name="names">What the command takes, in its order.</param>
    public static (JsonObject? Arguments, string Sentence) Read(string method, IReadOnlyList<string> names, JsonNode? parameters)
    {
        JsonObject arguments = [];
        switch (parameters)
        {
            case JsonArray listed when listed.Count > names.Count:
                return (null, $"{method} takes {names.Count} parameters, not {listed.Count}");
            case JsonArray listed:
                for (int i = 0; i < listed.Count; i++)
                {
                    arguments[names[i]] = listed[i]?.DeepClone();
                }

                break;
            case JsonObject named:
                foreach ((string key, JsonNode? value) in named)
                {
                    if (!names.Contains(key))
                    {
                        return (null, $"{method} has no parameter {key}");
                    }

                    arguments[key] = value?.DeepClone();
                }

                break;
        }

        return (arguments, string.Empty);
    }
}
