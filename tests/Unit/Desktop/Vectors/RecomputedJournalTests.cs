using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>The volume of tests/Vectors/journal.txt, made once more from FORMAT.md with .NET's cryptography and from the words of each line.</summary>
[TestClass]
public class RecomputedJournalTests
{
    private const string Name = JournalVectorTests.Name;

    private readonly byte[] _volumeId = PinnedFile.Bytes(Name, "input", "volumeId");
    private readonly byte[] _journalKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, PinnedFile.Bytes(Name, "input", "seed"), 32, [], Encoding.ASCII.GetBytes("holdfast journal"));

    [TestMethod]
    public void TheJournalKey()
    {
        Same(PinnedFile.Bytes(Name, "derived", "journalKey"), _journalKey);
        string[] mnemonic = PinnedFile.Read(Name).Single(line => line[1] == "journalKeyOfMnemonic");
        Same(VectorFile.Bytes(mnemonic[2]),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, VectorFile.Bytes(mnemonic[3].Split('=')[1]), 32, [], Encoding.ASCII.GetBytes("holdfast journal")));
    }

    [TestMethod]
    public void TheMarker()
    {
        byte[] head = [.. Encoding.ASCII.GetBytes("HOLDFAST"), 2, 0, 2, .. _volumeId];
        byte[] sealedHead = [.. head, .. Hmac(_journalKey, [2, 0, .. head])[..16]];
        byte[] marker = File("provisioned/m").Bytes;
        Same(marker[..43], sealedHead);
    }

    [TestMethod]
    public void EveryEntryAndAttachment()
    {
        foreach (string[] line in Lines("file").Where(line => line[1].Length > 2 && !line[1].EndsWith("/m", StringComparison.Ordinal) && !line[1].EndsWith("/r", StringComparison.Ordinal)))
        {
            (byte[] bytes, Dictionary<string, string> words) = File(line[1]);
            bool isAttachment = words.ContainsKey("attachment");
            byte[] plain = new byte[bytes.Length - 17];
            (isAttachment ? AttachmentBody(words) : EntryBody(words)).CopyTo(plain, 0);
            if (isAttachment)
            {
                // Its first field is the sequence of the commit that brought it: the newest of its step.
                BinaryPrimitives.WriteUInt64BigEndian(plain, ulong.Parse(Lines("receipt").Single(receipt => receipt[1] == line[1].Split('/')[0])[3].Split('=')[1]));
            }

            byte[] mac = Hmac(Subkey(1), [2, (byte)(isAttachment ? 2 : 1), .. plain])[..16];
            for (int i = 0; i < plain.Length; i++)
            {
                plain[i] ^= Hmac(Subkey(2), [.. mac, (byte)(i / 32)])[i % 32];
            }

            Same(bytes, [2, .. mac, .. plain]);
            int length = VectorFile.Bytes(words[isAttachment ? "attachment" : "record"]).Length;
            Assert.AreEqual(isAttachment ? length <= 336 ? 364 : 509 : length <= 287 ? 348 : 476, bytes.Length, line[1]);
        }
    }

    /// <summary>Every entry names the MAC of the one before it and a digest of all other slots; the receipt proves sequence and content.</summary>
    [TestMethod]
    public void TheChainAndItsReceipts()
    {
        byte[][] newest = [new byte[16], new byte[16]];
        Dictionary<ulong, byte[]> macs = [];
        foreach (IGrouping<string, string[]> step in PinnedFile.Read(Name).Where(line => line[0] is "file" or "receipt").GroupBy(line => line[1].Split('/')[0]))
        {
            // The first two entries stand in the heads; slot 1 begins with an entry of its own.
            foreach (string[] line in step.Where(line => line[1].EndsWith("/h", StringComparison.Ordinal)).OrderBy(line => ulong.Parse(File(line[1]).Words["sequence"])))
            {
                (byte[] bytes, Dictionary<string, string> words) = File(line[1]);
                ulong sequence = ulong.Parse(words["sequence"]);
                int slot = int.Parse(words["slot"]);
                if (step.Key != "provisioned")
                {
                    byte[][] table = [.. newest];
                    table[slot] = new byte[16];
                    Same(VectorFile.Bytes(words["previous"]), macs[sequence - 1][..8]);
                    Same(VectorFile.Bytes(words["others"]), Hmac(Subkey(3), [.. table[0], .. table[1]])[..8]);
                }

                macs[sequence] = bytes[1..17];
                newest[slot] = bytes[1..17];
                if (sequence > 1)
                {
                    Same(bytes, File($"{step.Key}/{slot:x2}/c").Bytes);
                }
            }

            if (step.Key == "provisioned")
            {
                newest[1] = File("provisioned/01/c").Bytes[1..17];
            }

            string[] receipt = step.Single(line => line[0] == "receipt");
            byte[] number = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(number, macs.Keys.Max());
            Same(VectorFile.Bytes(receipt[2]),
                [.. number, .. Hmac(Subkey(4), [1, .. number])[..8], .. Hmac(Subkey(4), [2, .. number, .. macs[macs.Keys.Max()][..8]])[..8]]);
        }
    }

    /// <summary>A second copy is the slot's last entry, or attachment, byte for byte.</summary>
    [TestMethod]
    public void TheSecondCopies()
    {
        Same(File("removed/01/d").Bytes, File("other/00/c").Bytes);
        foreach (string step in new[] { "short", "long", "empty" })
        {
            Same(File(step + "/00/y").Bytes, File(step + "/01/x").Bytes);
        }
    }

    private static byte[] EntryBody(Dictionary<string, string> words)
    {
        byte[] record = VectorFile.Bytes(words["record"]);
        byte[] sequence = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(sequence, ulong.Parse(words["sequence"]));
        int flags = int.Parse(words["isUsed"]) + 2 * int.Parse(words["hasAttachment"]);
        return
        [
            .. sequence, byte.Parse(words["slot"]), (byte)flags, (byte)(record.Length >> 8), (byte)record.Length, .. VectorFile.Bytes(words["attachmentMac"]),
            .. VectorFile.Bytes(words["previous"]), .. VectorFile.Bytes(words["others"]), .. record,
        ];
    }

    private static byte[] AttachmentBody(Dictionary<string, string> words)
    {
        byte[] content = VectorFile.Bytes(words["attachment"]);
        return [.. new byte[8], byte.Parse(words["slot"]), (byte)(content.Length >> 8), (byte)content.Length, .. content];
    }

    private byte[] Subkey(byte purpose) => Hmac(_journalKey, [2, purpose, .. _volumeId]);

    private static (byte[] Bytes, Dictionary<string, string> Words) File(string key)
    {
        string[] line = Lines("file").Single(fields => fields[1] == key);
        return (VectorFile.Bytes(line[2]), line[3..].Select(word => word.Split('=')).ToDictionary(word => word[0], word => word[1]));
    }

    private static IEnumerable<string[]> Lines(string kind) => PinnedFile.Read(Name).Where(line => line[0] == kind);

    private static byte[] Hmac(byte[] key, byte[] message) => HMACSHA256.HashData(key, message);

    private static void Same(byte[] expected, byte[] actual) => Assert.AreEqual(Hex.Text(expected), Hex.Text(actual));
}
