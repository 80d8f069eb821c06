using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.SimulatedSigner;

namespace Holdfast.Fuzz;

/// <summary>
/// A whole flash image with spoiled files: reading it says Malformed, opening the journal on it says why it is refused (or that a lost
/// directory cannot be written), and what opens holds one of the records that were really committed. The second target is one sealed entry alone.
/// </summary>
internal sealed class JournalTarget : Target
{
    private static readonly byte[] s_key = [.. Enumerable.Repeat((byte)3, 32)];
    private static readonly byte[] s_volumeId = [.. Enumerable.Repeat((byte)4, 16)];

    private readonly Action<byte[]> _feed;

    private JournalTarget(string name, IReadOnlyList<byte[]> seeds, Action<byte[]> feed)
    {
        Name = name;
        Seeds = seeds;
        _feed = feed;
    }

    public override string Name { get; }

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<Type> Refusals { get; } = [typeof(MalformedException), typeof(FaultException), typeof(StorageException)];

    public override long AllocatedBytesMax(int inputLengthBytes) => 2 * 1024 * 1024;

    public static IEnumerable<Target> All()
    {
        yield return new JournalTarget("journal volume", Images(), FeedVolume);
        yield return new JournalTarget("journal entry", Entries(), FeedEntry);
    }

    public override void Feed(byte[] input) => _feed(input);

    private static void FeedVolume(byte[] input)
    {
        SimulatedStorage storage = new();
        storage.RestoreImage(input);
        FlashJournal journal = FlashJournal.Open(storage, new SoftwareHmac(), s_key);
        for (int slot = 0; slot < journal.SlotCountMax; slot++)
        {
            byte[]? record = journal.Record(slot);
            if (record != null && (record.Length != 20 + slot || record.Any(b => b != record[0])))
            {
                throw new InvalidOperationException("a record that was never committed");
            }
        }
    }

    private static void FeedEntry(byte[] input)
    {
        JournalEntry? entry = new RecordCodec(new SoftwareHmac(), s_key, s_volumeId).OpenEntry(input);
        if (entry == null)
        {
            throw new MalformedException("not an entry");
        }

        if (!Entries().Any(seed => Check.Same(seed, input)))
        {
            throw new InvalidOperationException("an entry that was never sealed");
        }
    }

    private static List<byte[]> Images()
    {
        List<byte[]> images = [];
        SimulatedStorage storage = new();
        FlashJournal journal = FlashJournal.Format(storage, new SoftwareHmac(), s_key, s_volumeId, 2);
        for (byte i = 0; i < 4; i++)
        {
            int slot = i % 2;
            byte[] record = [.. Enumerable.Repeat(i, 20 + slot)];
            if (i < 2)
            {
                journal.Commit(slot, record, record);
            }
            else
            {
                journal.Commit(slot, record);
            }

            images.Add(storage.TakeImage());
        }

        return images;
    }

    private static List<byte[]> Entries()
    {
        RecordCodec codec = new(new SoftwareHmac(), s_key, s_volumeId);
        return [codec.SealEntry(new JournalEntry { Sequence = 5, Record = new byte[40] }), codec.SealEntry(new JournalEntry { Sequence = 6, Record = new byte[400] })];
    }
}
