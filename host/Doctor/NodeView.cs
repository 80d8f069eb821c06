using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Doctor;

/// <summary>What a node believes about one channel, as far as somebody could read it out of the node.</summary>
/// <param name="Peer">Node id, hex.</param>
/// <param name="Dbid">The node's own number of the channel.</param>
/// <param name="CounterpartyNumber">The newest commitment of the peer that the node has stored.</param>
/// <param name="HolderNumber">The holder's newest commitment that the node has stored; null when unknown.</param>
public sealed record NodeChannel(string Peer, ulong Dbid, ulong CounterpartyNumber, ulong? HolderNumber = null);

/// <summary>The reader of that list, generated at build time, so that it survives trimming and native compilation.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NodeChannel[]))]
internal sealed partial class NodeViewJson : JsonSerializerContext;

/// <summary>The node's side of the comparison: a JSON array of objects with the fields of <see cref="NodeChannel"/> in camelCase.</summary>
public static class NodeView
{
    /// <exception cref="InvalidDataException">Not such a list; the message says where.</exception>
    public static IReadOnlyList<NodeChannel> Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, NodeViewJson.Default.NodeChannelArray) ?? [];
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException("the node's view is not a list of channels: " + wrong.Message, wrong);
        }
    }
}
