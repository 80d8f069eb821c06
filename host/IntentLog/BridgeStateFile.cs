using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.IntentLog;

/// <summary>
/// The file beside the intent log in which a running holdfast-hsmd says what it waits for: readable while lightningd waits and answers nobody.
/// </summary>
public static class BridgeStateFile
{
    public const string FileName = "holdfast-state.json";

    /// <summary>Twenty placeholders with a sentence each are a fraction of this.</summary>
    private const int BytesMax = 256 * 1024;

    /// <param name="folder">Of the intent log.</param>
    /// <param name="trouble">Why there is nothing to show; empty otherwise.</param>
    /// <returns>Null when no holdfast-hsmd is running there.</returns>
    public static JsonObject? Read(string folder, out string trouble)
    {
        trouble = string.Empty;
        try
        {
            string path = Path.Combine(folder, FileName);
            byte[] content = new FileInfo(path).Length <= BytesMax ? File.ReadAllBytes(path) : [];
            if (JsonNode.Parse(content) is not JsonObject state)
            {
                trouble = path + " was not written by holdfast-hsmd";
                return null;
            }

            if (state["process"] is JsonValue process && process.TryGetValue(out int id) && !IsRunning(id))
            {
                trouble = path + " was written by process " + id + ", which has ended";
                return null;
            }

            return state;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or ArgumentException or InvalidOperationException)
        {
            trouble = unreadable.Message;
            return null;
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
