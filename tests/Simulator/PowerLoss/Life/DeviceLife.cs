using Holdfast.Protocol;
using Holdfast.SimulatedSigner;

namespace Holdfast.PowerLoss.Life;

/// <summary>
/// The requests of one or more channels, mixed, and what the device answers when nothing ever fails: the model for every run with cuts.
/// Replies carry the receipt, and the receipt's MAC covers the whole journal, so an equal reply means an equal memory.
/// </summary>
public sealed class DeviceLife
{
    private readonly List<byte[]> _requests = [];
    private readonly List<byte[]> _replies = [];
    private readonly List<SimulatedStorage> _before = [];
    private readonly List<StorageWear> _wear = [];
    private readonly byte[] _firstReceipt;

    private DeviceLife(IEnumerable<byte[]> requests, bool keepsHistory = false)
    {
        _requests.AddRange(requests);
        DeviceRig rig = new(DeviceRig.Provisioned(keepsHistory));
        _firstReceipt = DeviceRig.Require(rig.Unlock(null)).Receipt;
        foreach (byte[] request in _requests)
        {
            _before.Add(rig.Storage.Fork());
            StorageWear start = rig.Storage.Wear.Copy();
            _replies.Add(rig.Ask(request));
            DeviceRig.Require(_replies[^1]);
            _wear.Add(rig.Storage.Wear.Since(start));
        }

        _before.Add(rig.Storage.Fork());
    }

    public int Count => _requests.Count;

    /// <summary>Two lives of one channel each, opened by the holder and by the peer.</summary>
    public static DeviceLife OneChannel { get; } = new(LifeRequests.Record(1, isOpener: true));

    /// <summary>The same on a volume whose directories can fall back.</summary>
    public static DeviceLife OneChannelWithHistory() => new(LifeRequests.Record(1, isOpener: true), keepsHistory: true);

    /// <summary>Two channels at once, one opened by the holder and one by the peer; the seed decides whose request comes next.</summary>
    public static DeviceLife TwoChannels(int seed)
    {
        Queue<byte[]>[] channels = [new(LifeRequests.Record(1, isOpener: true)), new(LifeRequests.Record(2, isOpener: false))];
        Random random = new(seed);
        List<byte[]> mixed = [];
        while (channels.Any(channel => channel.Count != 0))
        {
            Queue<byte[]> next = channels[random.Next(2)];
            if (next.Count != 0)
            {
                mixed.Add(next.Dequeue());
            }
        }

        return new DeviceLife(mixed);
    }

    public byte[] Request(int position) => _requests[position];

    public byte[] Reply(int position) => _replies[position];

    /// <summary>The volume before a request, right after the reply to the one before; an own copy.</summary>
    public SimulatedStorage VolumeBefore(int position) => _before[position].Fork();

    /// <summary>What storage did before the reply to a request.</summary>
    public StorageWear WearOf(int position) => _wear[position];

    /// <summary>The host's last receipt when it is about to send a request.</summary>
    public byte[] ReceiptBefore(int position) => position == 0 ? _firstReceipt : Protocol.Reply.Decode(_replies[position - 1]).Receipt;

    /// <summary>What the device has promised when it answered so many requests.</summary>
    public PromiseModel PromisesAfter(int count) => new(_requests.Take(count));
}
