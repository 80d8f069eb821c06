using System.Text;
using System.Text.Json;

namespace Holdfast.NodeRequests.Replay;

/// <summary>A request that a rule refused.</summary>
/// <param name="Rule">Empty where the bridge refused without asking the device.</param>
public sealed record ReplayRefusal(int N, string Rule, string Tag, string Sentence)
{
    /// <summary>Rule and tag, for people.</summary>
    public string Name => Rule.Length == 0 ? Tag : $"{Rule} ({Tag})";
}

/// <summary>A request whose reply is not the recorded one.</summary>
/// <param name="Actual">The reply, or the failure in words.</param>
public sealed record ReplayDifference(int N, int MessageNumber, string Expected, string Actual);

/// <summary>What a replay of one transcript came to. Every request is counted once.</summary>
public sealed class ReplayResult(string file)
{
    public string File { get; } = file;

    public int Requests { get; internal set; }

    public int Identical { get; internal set; }

    public List<ReplayRefusal> Refused { get; } = [];

    /// <summary>
    /// Numbers of requests whose recorded signature was withheld on purpose: a placeholder came instead, or a signature that covers the whole
    /// transaction where the recorded one leaves the fee to anybody.
    /// </summary>
    public List<int> Withheld { get; } = [];

    public List<ReplayDifference> Different { get; } = [];

    /// <summary>Recorded without a reply, or later requests of a channel after a refusal.</summary>
    public int NotCompared { get; internal set; }

    public bool IsClean => Different.Count == 0 && Refused.Count == 0;

    /// <summary>One JSON object on one line: counts, and for the refusals number, tag and rule.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("file", File);
            json.WriteNumber("requests", Requests);
            json.WriteNumber("identical", Identical);
            json.WriteStartArray("refused");
            foreach (ReplayRefusal refusal in Refused)
            {
                json.WriteStartObject();
                json.WriteNumber("n", refusal.N);
                json.WriteString("tag", refusal.Tag);
                json.WriteString("rule", refusal.Rule);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("withheld");
            foreach (int n in Withheld)
            {
                json.WriteNumberValue(n);
            }

            json.WriteEndArray();
            json.WriteNumber("different", Different.Count);
            json.WriteNumber("notCompared", NotCompared);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
