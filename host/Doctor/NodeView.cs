using System.Text.Json;

namespace Holdfast.Doctor;

/// <summary>What a node believes about one channel, as far as somebody could read it out of the node.</summary>
/// <param name="Peer">Node id, hex.</param>
/// <param name="Dbid">The node's own number of the channel.</param>
/// <param name="CounterpartyNumber">The newest commitment of the peer that the node has stored.</param>
/// <param name="HolderNumber">Our newest commitment that the node has stored; null when unknown.</param>
public sealed record NodeChannel(string Peer, ulong Dbid, ulong CounterpartyNumber, ulong? HolderNumber = null);

/// <summary>The node's side of the comparison: a JSON array of objects with the fields of <see cref="NodeChannel"/> in camelCase.</summary>
public static class NodeView
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <exception cref="InvalidDataException">Not such a list; the message says where.</exception>
    public static IReadOnlyList<NodeChannel> Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<NodeChannel[]>(json, s_options) ?? [];
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException("the node's view is not a list of channels: " + wrong.Message, wrong);
        }
    }
}
