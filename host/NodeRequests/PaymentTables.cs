using System.Collections.Concurrent;
using Holdfast.IntentLog;
using Holdfast.NodeRequests.Translation;
using Holdfast.Protocol;

namespace Holdfast.NodeRequests;

/// <summary>
/// The device's tables of payments, which it has in memory only: it gives the newest after each promise, and this shows them again after its next start. With an
/// intent log they are stored together with the answers. The device checks them by a digest of its own, so nothing here has to be trusted.
/// </summary>
internal sealed class PaymentTables(IntentStore? intents)
{
    private readonly ConcurrentDictionary<ChannelName, byte[]> _tables = new();
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
            _tables[channel] = table;
        }
    }

    /// <summary>What is kept of a channel; null when there is nothing.</summary>
    public byte[]? Of(ChannelName channel) => intents == null ? _tables.GetValueOrDefault(channel) : intents.Memory(channel.ToBytes());

    /// <summary>All channels of which something is kept.</summary>
    public IReadOnlyList<ChannelName> Channels => intents == null
        ? [.. _tables.Keys]
        : [.. intents.MemoryChannels().Select(ChannelName.Of)];

    /// <summary>The device has forgotten the channel, and asks for nothing of it again.</summary>
    public void Forget(ChannelName channel)
    {
        _tables.TryRemove(channel, out _);
        intents?.ForgetMemory(channel.ToBytes());
    }

    private sealed record Answer(HelloReply Connection, bool AreFollowed);
}
