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
    private readonly Lock _answers = new();
    private Answer? _answer;
    private long _resets;
    private long _rounds;

    /// <summary>Held while tables are shown to the device.</summary>
    public Lock Showing { get; } = new();

    /// <summary>How often all tables were shown. Written under <see cref="Showing"/>.</summary>
    public long Rounds
    {
        get => Volatile.Read(ref _rounds);
        set => Volatile.Write(ref _rounds, value);
    }

    /// <summary>How often what the device says of its limits has become old.</summary>
    public long Resets => Volatile.Read(ref _resets);

    /// <summary>Whether the device follows payments, as it said on this connection; null when it has to be asked.</summary>
    public bool? AreFollowed(HelloReply? connection) => _answer is Answer known && ReferenceEquals(known.Connection, connection) ? known.AreFollowed : null;

    /// <summary>What the device said.</summary>
    /// <param name="asked">The number of <see cref="Resets"/> before it was asked: an answer from before the limits changed is not kept.</param>
    public void SetFollowed(HelloReply? connection, bool areFollowed, long asked)
    {
        lock (_answers)
        {
            if (connection != null && asked == _resets)
            {
                _answer = new Answer(connection, areFollowed);
            }
        }
    }

    /// <summary>The device's limits may have changed.</summary>
    public void LimitsMayHaveChanged()
    {
        lock (_answers)
        {
            _resets++;
            _answer = null;
        }
    }

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
