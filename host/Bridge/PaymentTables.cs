using System.Collections.Concurrent;
using Holdfast.Bridge.Translation;
using Holdfast.Bytes;
using Holdfast.IntentLog;
using Holdfast.Protocol;

namespace Holdfast.Bridge;

/// <summary>
/// The device's tables of payments, which it has in memory only: it gives the newest after each promise, and this shows them again after its next start. With an
/// intent log they are stored together with the answers. The device checks them by a digest of its own, so nothing here has to be trusted.
/// </summary>
internal sealed class PaymentTables(IntentStore? intents)
{
    private readonly ConcurrentDictionary<string, byte[]> _tables = new();
    private Answer? _answer;

    /// <summary>Whether the device follows payments, as it said on this connection; null when it has to be asked.</summary>
    public bool? AreFollowed(HelloReply? connection) => _answer is Answer known && ReferenceEquals(known.Connection, connection) ? known.AreFollowed : null;

    /// <summary>What the device said; null: its limits may change now.</summary>
    public void SetFollowed(HelloReply? connection, bool? areFollowed) =>
        _answer = areFollowed is bool said && connection != null ? new Answer(connection, said) : null;

    /// <summary>Where there is no intent log: the newest table of a channel, in memory.</summary>
    public void Keep(ChannelName channel, byte[]? table)
    {
        if (table != null)
        {
            _tables[channel.Key] = table;
        }
    }

    /// <summary>What is kept of a channel; null when there is nothing.</summary>
    public byte[]? Of(ChannelName channel) => intents == null ? _tables.GetValueOrDefault(channel.Key) : intents.Memory(channel.ToBytes());

    /// <summary>All channels of which something is kept.</summary>
    public IReadOnlyList<ChannelName> Channels => intents == null
        ? [.. _tables.Keys.Select(FromKey)]
        : [.. intents.MemoryChannels().Where(name => name.Length == 41).Select(FromBytes)];

    /// <summary>The device has forgotten the channel, and asks for nothing of it again.</summary>
    public void Forget(ChannelName channel)
    {
        _tables.TryRemove(channel.Key, out _);
        intents?.ForgetMemory(channel.ToBytes());
    }

    private sealed record Answer(HelloReply Connection, bool AreFollowed);

    private static ChannelName FromBytes(byte[] name)
    {
        ByteReader reader = new(name);
        return new ChannelName(reader.Bytes(33), reader.U64());
    }

    private static ChannelName FromKey(string key)
    {
        string[] parts = key.Split('/');
        return new ChannelName(Convert.FromHexString(parts[0]), ulong.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
