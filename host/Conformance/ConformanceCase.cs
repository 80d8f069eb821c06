using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.ReferenceNode;

namespace Holdfast.Conformance;

/// <summary>Who asks the signer.</summary>
public enum Actor
{
    /// <summary>A node that crashes, restarts and wants to go on.</summary>
    Honest,

    /// <summary>A node that pretends to have crashed, works with the peer, and keeps everything it ever got.</summary>
    Thief,
}

/// <summary>One row of the table: where the crash falls, in which order the node works, who it is, and what may come of it.</summary>
public sealed record ConformanceCase
{
    public required string Id { get; init; }

    public required NodeEvent Moment { get; init; }

    /// <summary>The crash falls just after the moment instead of just before it.</summary>
    public required bool After { get; init; }

    public required CommitOrder Order { get; init; }

    public required Actor Actor { get; init; }

    /// <summary>What a signer that enforces policy-commitment-retry-same may end in.</summary>
    public required Verdict[] Validating { get; init; }

    /// <summary>What a signer that signs anything may end in.</summary>
    public required Verdict[] Stock { get; init; }

    public string Title => (After ? "after " : "before ") + Words(Moment);

    /// <summary>The list that ships with the kit (cases.json).</summary>
    public static IReadOnlyList<ConformanceCase> Shipped()
    {
        using Stream stream = typeof(ConformanceCase).Assembly.GetManifestResourceStream("cases.json")!;
        return Parse(stream);
    }

    /// <exception cref="JsonException">Not a case list.</exception>
    public static IReadOnlyList<ConformanceCase> Parse(Stream json) =>
        JsonSerializer.Deserialize(json, CaseJson.Default.ConformanceCaseArray) ?? throw new JsonException("an empty case list");

    private static string Words(NodeEvent moment) => moment switch
    {
        NodeEvent.IntentWritten => "the intent is written",
        NodeEvent.RequestSent => "the request is sent",
        NodeEvent.DeviceCommitted => "the signer's commit",
        NodeEvent.ReplySent => "the reply is sent",
        NodeEvent.ReplyReceived => "the reply is received",
        NodeEvent.StateWritten => "the state is written",
        NodeEvent.CommitmentSignedSent => "commitment_signed is sent",
        _ => "revoke_and_ack is received",
    };
}

[JsonSourceGenerationOptions(
    UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ConformanceCase[]))]
[JsonSerializable(typeof(ConformanceReport))]
internal sealed partial class CaseJson : JsonSerializerContext;
