using System.Text.Json.Nodes;

namespace Holdfast.Plugin;

/// <summary>Whether the device answers, from the two lines that holdfast-hsmd writes to the node's log when that changes.</summary>
internal sealed class DeviceWatch
{
    /// <summary>How holdfast-hsmd begins these lines (host/HsmdBridge/SignerSource.cs); a test holds both ends together.</summary>
    public const string LostLine = "The signer does not answer";
    public const string BackLine = "The signer answers again";

    /// <summary>Null until the node's log said anything about it.</summary>
    public bool? Answers { get; private set; }

    public DateTimeOffset Since { get; private set; }

    /// <summary>Takes in one "log" notification; true when the device was lost or came back with it.</summary>
    public bool Takes(JsonNode? notification, DateTimeOffset now)
    {
        JsonNode? entry = notification?["log"];
        string line = entry?["log"]?.ToString() ?? string.Empty;
        bool? answers = line.Contains(LostLine, StringComparison.Ordinal) ? false : line.Contains(BackLine, StringComparison.Ordinal) ? true : null;
        if (answers is null || answers == Answers || !(entry?["source"]?.ToString() ?? string.Empty).Contains("hsmd", StringComparison.Ordinal))
        {
            return false;
        }

        Answers = answers;
        Since = now;
        return true;
    }
}
