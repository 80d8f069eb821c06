using System.Buffers.Binary;

namespace Holdfast.Plugin;

/// <summary>How the bridge names a channel in its intents: the peer's node id (33 bytes) and dbid (8 bytes, big-endian). "wallet" names none.</summary>
internal sealed record ChannelKey(string Peer, ulong Dbid)
{
    /// <summary>Null when the bytes name no channel.</summary>
    public static ChannelKey? Parse(byte[] bytes) => bytes.Length == 41
        ? new ChannelKey(Convert.ToHexStringLower(bytes, 0, 33), BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(33)))
        : null;

    public override string ToString() => Peer + "/" + Dbid;
}
