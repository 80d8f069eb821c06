using System.Text.Json.Nodes;
using Holdfast.IntentLog;

namespace Holdfast.Watchtowers.Storage;

/// <summary>A copy of what the device remembers of towers, for those who cannot ask it: the owner's commands while it is away, and the doctor.</summary>
public sealed partial class TowerStore
{
    private const string BookName = "device-book";

    /// <summary>As the device said it now.</summary>
    public void SetBook(DeviceBook book)
    {
        JsonObject copy = new()
        {
            ["exposure_max"] = book.ExposureMax,
            ["trusted"] = new JsonArray([.. book.Trusted.Select(tower => (JsonNode)Convert.ToHexStringLower(tower))]),
            ["last_key"] = book.LastIndex,
            ["reservations"] = book.Reservations,
            ["sessions"] = new JsonArray([.. book.Sessions.Select(session => new JsonObject
            {
                ["session"] = session.Index,
                ["tower"] = Convert.ToHexStringLower(session.Tower),
                ["blob_type"] = session.BlobType,
                ["open_channels"] = session.OpenChannels,
            })]),
            ["read"] = _time.GetUtcNow().ToUnixTimeSeconds(),
        };
        Write(_ =>
        {
            Keep(BookName, copy.ToJsonString());
            return 0;
        });
        Progressed?.Invoke(null);
    }

    /// <summary>Null before the device was ever asked.</summary>
    public JsonObject? Book() => Read(Book);

    internal static JsonObject? Book(LogStatements statements) => Value(statements, BookName) is { } copy ? JsonNode.Parse(copy)!.AsObject() : null;
}
