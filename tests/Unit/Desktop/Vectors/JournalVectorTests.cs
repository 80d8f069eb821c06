using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Hardware;
using Holdfast.Journal;
using Holdfast.Secrets;
using Holdfast.Unit.Journal;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>
/// tests/Vectors/journal.txt holds every file of a small volume as it is after each of a few commits. <see cref="RecomputedJournalTests"/> makes them from
/// FORMAT.md without the firmware's cryptography.
/// </summary>
[TestClass]
public class JournalVectorTests
{
    public const string Name = "journal.txt";

    private const int Slots = 2;

    private static readonly string[] s_paths = ["m", "r", "a/h", "b/h", "00/c", "01/c", "00/d", "01/d", "00/x", "01/x", "00/y", "01/y"];
    private static readonly byte[] s_seed = WireSample.Bytes("seed", 32);
    private static readonly byte[] s_volumeId = WireSample.Bytes("volume", 16);
    private static readonly IHmac s_hmac = new SoftwareHmac();

    [TestMethod]
    public void TheFileHoldsEveryFileOfTheVolume()
    {
        PinnedFile file = new(Name, "The files of a volume with two slots, after each of a few commits: step/path, content, and the fields that it seals.",
            "FORMAT.md describes the bytes; the inputs are the first lines.");
        byte[] journalKey = new KeyTree(Secp256k1.Software(), s_hmac, s_seed, false).JournalKey();
        file.Version("journal", JournalLayout.Version);
        file.Add("input", "seed", s_seed);
        file.Add("input", "volumeId", s_volumeId);
        file.Add("derived", "journalKey", journalKey);
        file.Add("derived", "journalKeyOfMnemonic", new KeyTree(Secp256k1.Software(), s_hmac, WireSample.Bytes("seed", 64), true).JournalKey(),
            "seed=" + Hex.Text(WireSample.Bytes("seed", 64)));

        MemoryStorage storage = new();
        Dictionary<string, string> before = [];
        FlashJournal journal = FlashJournal.Format(storage, s_hmac, journalKey, s_volumeId, Slots);
        AddStep(file, "provisioned", storage, before, journal);
        journal.Commit(1, WireSample.Bytes("short record", 20), WireSample.Bytes("attachment", 30));
        AddStep(file, "short", storage, before, journal);
        journal.Commit(1, WireSample.Bytes("long record", 415), WireSample.Bytes("long attachment", 480));
        AddStep(file, "long", storage, before, journal);
        journal.Commit(0, WireSample.Bytes("longest short record", 287));
        AddStep(file, "other", storage, before, journal);
        journal.Commit(1, WireSample.Bytes("record without attachment", 288));
        AddStep(file, "same attachment", storage, before, journal);
        journal.CommitRemoval(1);
        AddStep(file, "removed", storage, before, journal);
        journal.Commit(1, [], []);
        AddStep(file, "empty", storage, before, journal);
        file.Require();
    }

    /// <summary>After each step the slots' files are a backup that the receipt of this step names, and no other receipt; with one bit changed they are none.</summary>
    [TestMethod]
    public void EveryStepOfTheFileIsABackup()
    {
        byte[] journalKey = PinnedFile.Bytes(Name, "derived", "journalKey");
        List<string[]> lines = [.. PinnedFile.Read(Name).Where(line => line[0] is "file" or "receipt")];
        byte[][] entries = new byte[Slots][];
        int opened = 0;
        foreach (string[] line in lines)
        {
            string path = line[1][(line[1].IndexOf('/') + 1)..];
            if (line[0] == "file" && path is "00/c" or "01/c")
            {
                // Slot 1 has its first entry from provisioning: nobody keeps a copy of that.
                int slot = path[1] - '0';
                entries[slot] = line[1] == "provisioned/01/c" ? null! : VectorFile.Bytes(line[2]);
                continue;
            }

            if (line[0] != "receipt")
            {
                continue;
            }

            ulong sequence = new ByteReader(VectorFile.Bytes(line[2])).U64();
            byte[] newest = entries.First(entry => entry != null && new RecordCodec(s_hmac, journalKey, s_volumeId).OpenEntry(entry).Sequence == sequence);
            byte[] macs = [.. entries.SelectMany(entry => entry == null ? new byte[16] : entry[1..17])];
            JournalBackup backup = JournalBackup.Open(s_hmac, journalKey, s_volumeId, newest, [.. macs]);
            foreach (string[] receipt in lines.Where(other => other[0] == "receipt"))
            {
                Assert.AreEqual(receipt[1] == line[1], backup.IsNamedBy(VectorFile.Bytes(receipt[2])), receipt[1]);
            }

            Assert.AreEqual(sequence, backup.Take(newest == entries[0] ? 0 : 1, newest).Sequence);
            for (int at = 0; at < macs.Length; at++)
            {
                byte[] changed = [.. macs];
                changed[at] ^= 1;
                Assert.IsNull(JournalBackup.Open(s_hmac, journalKey, s_volumeId, newest, changed));
            }

            opened++;
        }

        Assert.AreEqual(7, opened);
    }

    /// <summary>The volume of the file opens, step by step, and holds what its lines say.</summary>
    [TestMethod]
    public void EveryStepOfTheFileOpens()
    {
        MemoryStorage storage = new();
        byte[] journalKey = PinnedFile.Bytes(Name, "derived", "journalKey");
        foreach (IGrouping<string, string[]> step in PinnedFile.Read(Name).Where(line => line[0] is "file" or "receipt").GroupBy(line => line[1].Split('/')[0]))
        {
            foreach (string[] line in step.Where(line => line[0] == "file"))
            {
                storage.Write(line[1][(step.Key.Length + 1)..], VectorFile.Bytes(line[2]));
            }

            FlashJournal journal = FlashJournal.Open(storage, s_hmac, journalKey);
            Assert.AreEqual(step.Single(line => line[0] == "receipt")[2], Hex.Text(journal.Receipt()));
            Assert.IsTrue(Check.Same(s_volumeId, journal.VolumeId));
            foreach (string[] line in step.Where(line => line[1].EndsWith("/c", StringComparison.Ordinal)))
            {
                Dictionary<string, string> words = line[3..].Select(word => word.Split('=')).ToDictionary(word => word[0], word => word[1]);
                int slot = int.Parse(words["slot"]);
                Assert.AreEqual(words["isUsed"] == "1", journal.IsUsed(slot), line[1]);
                if (journal.IsUsed(slot))
                {
                    Assert.AreEqual(words["record"], Word(journal.Record(slot)), line[1]);
                }
            }
        }
    }

    private static void AddStep(PinnedFile file, string name, MemoryStorage storage, Dictionary<string, string> before, FlashJournal journal)
    {
        string step = name.Replace(' ', '-');
        RecordCodec codec = new(s_hmac, PinnedJournalKey(), s_volumeId);
        foreach (string path in s_paths)
        {
            byte[]? content = storage.Read(path);
            if (content != null && (!before.TryGetValue(path, out string? old) || old != Hex.Text(content)))
            {
                before[path] = Hex.Text(content);
                file.Add("file", step + "/" + path, content, Words(codec, path, content));
            }
        }

        file.Add("receipt", step, journal.Receipt(), "sequence=" + journal.Sequence);
    }

    private static byte[] PinnedJournalKey() => new KeyTree(Secp256k1.Software(), s_hmac, s_seed, false).JournalKey();

    private static string[] Words(RecordCodec codec, string path, byte[] content)
    {
        if (path.EndsWith("/x", StringComparison.Ordinal) || path.EndsWith("/y", StringComparison.Ordinal))
        {
            int slot = path[3] == 'x' ? int.Parse(path[..2]) : (int.Parse(path[..2]) + Slots - 1) % Slots;
            return [$"slot={slot}", "attachment=" + Word(codec.OpenAttachment(slot, RecordCodec.MacOf(content), content))];
        }

        if (path.Length == 1)
        {
            return path == "m" ? ["slots=" + Slots] : [];
        }

        JournalEntry entry = codec.OpenEntry(content);
        return
        [
            $"sequence={entry.Sequence}", $"slot={entry.Slot}", $"isUsed={(entry.IsUsed ? 1 : 0)}", $"hasAttachment={(entry.HasAttachment ? 1 : 0)}",
            "attachmentMac=" + Word(entry.AttachmentMac), "previous=" + Word(entry.PreviousLink),
            "others=" + Word(entry.OthersDigest), "record=" + Word(entry.Record),
        ];
    }

    private static string Word(byte[] bytes) => bytes.Length == 0 ? "empty" : Hex.Text(bytes);
}
