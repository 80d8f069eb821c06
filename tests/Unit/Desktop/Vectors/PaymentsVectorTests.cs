using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Journal;
using Holdfast.Lightning;
using Holdfast.Payments;
using Holdfast.Policy;
using Holdfast.Protocol;
using Holdfast.Requests;
using Holdfast.Secrets;
using Holdfast.Unit.Journal;
using Sample = Holdfast.Unit.Payments.Sample;

namespace Holdfast.Unit.Desktop.Vectors;

/// <summary>tests/Vectors/payments-table.txt: the tables of payments that the host keeps, and the digests of them on flash.</summary>
[TestClass]
public class PaymentsVectorTests
{
    private const string Name = "payments-table.txt";
    private const ulong Start = 500_000_000;
    private const int CountMax = 10;

    private static readonly byte[] s_channelId = WireSample.Bytes("channel", 16);
    private static readonly Htlc[] s_both = [Sample.Out(1, 10_000, 600_000), Sample.In(2, 2_500, 600_010)];

    [TestMethod]
    public void TheFileHoldsTablesAndDigests()
    {
        SoftwareHmac hmac = new();
        Secp256k1 curve = Secp256k1.Software();
        KeyTree tree = new(curve, hmac, WireSample.Bytes("seed", 32), false);
        FlashJournal journal = FlashJournal.Format(new MemoryStorage(), hmac, tree.JournalKey(), WireSample.Bytes("volume", 16), 3);
        SignerContext signer = new(curve, hmac, tree, journal, Network.Regtest, new Limits(false, 74), null, null);
        PinnedFile file = new(
            Name, "The tables of payments that the host keeps, and their digests in the channel record (FORMAT.md). Columns are separated by '/', in the order of FORMAT.md.");
        file.Version("payments", Tables().First().Table.Encode()[0]);
        file.Add("input", "journalKey", tree.JournalKey());
        file.Add("input", "channelId", s_channelId);
        foreach ((string name, HtlcTable table, string[] entries) in Tables())
        {
            file.Add("payments", name, table.Encode(), "live=" + Columns(0, column => table.IsLive(column) ? 1 : 0),
                "newestNumber=" + table.NewestNumber, "currentNumber=" + table.CurrentNumber,
                "leastMsat=" + Columns(1, column => (long)table.LeastMsat(column)), "mostMsat=" + Columns(1, column => (long)table.MostMsat(column)),
                "unlistedMsat=" + Columns(0, table.UnlistedMsat), $"offsets=[{string.Join(',', Offsets(table))}]", $"entries=[{string.Join(',', entries)}]");
            file.Add("digest", name, signer.PaymentsDigest(s_channelId, table));
        }

        file.Require();
    }

    /// <summary>By FORMAT.md, from the words of each line.</summary>
    [TestMethod]
    public void EveryTableAndDigestIsRecomputed()
    {
        byte[] key = HMACSHA256.HashData(PinnedFile.Bytes(Name, "input", "journalKey"), Hex.Ascii("holdfast payments"));
        List<string[]> lines = [.. PinnedFile.Read(Name).Where(line => line[0] == "payments")];
        Assert.AreEqual(Tables().Count(), lines.Count);
        foreach (string[] line in lines)
        {
            byte[] table = Rebuilt(line.Skip(3).ToDictionary(word => word.Split('=')[0], word => word.Split('=')[1].Trim('[', ']')));
            Assert.AreEqual(line[2], Hex.Text(table), line[1]);
            byte[] subject = [.. PinnedFile.Bytes(Name, "input", "channelId"), .. table];
            Assert.AreEqual(Hex.Text(PinnedFile.Bytes(Name, "digest", line[1])), Hex.Text(HMACSHA256.HashData(key, subject)[..8]), line[1]);
        }
    }

    [TestMethod]
    public void EveryTableIsReadAndWrittenAgain()
    {
        foreach (string[] line in PinnedFile.Read(Name).Where(line => line[0] == "payments"))
        {
            byte[] bytes = VectorFile.Bytes(line[2]);
            Assert.AreEqual(line[2], Hex.Text(HtlcTable.Decode(bytes, CountMax).Encode()));
            Expect.Throws(typeof(Holdfast.Bytes.MalformedException), () => HtlcTable.Decode(bytes[..^1], CountMax));
            Expect.Throws(typeof(Holdfast.Bytes.MalformedException), () => HtlcTable.Decode([(byte)(bytes[0] + 1), .. bytes[1..]], CountMax));
        }
    }

    private static byte[] Rebuilt(Dictionary<string, string> words)
    {
        string[] offsets = words["offsets"].Split(',', StringSplitOptions.RemoveEmptyEntries);
        int flags = (offsets.Length > 0 ? 32 : 0) + (offsets.Length > 1 ? 64 : 0);
        long[] live = Numbers(words["live"]);
        for (int column = 0; column < live.Length; column++)
        {
            flags += (int)live[column] << column;
        }

        List<byte> bytes = [1, (byte)flags, .. Number(Numbers(words["newestNumber"])[0], 6), .. Number(Numbers(words["currentNumber"])[0], 6)];
        foreach ((long least, long most) in Numbers(words["leastMsat"]).Zip(Numbers(words["mostMsat"])))
        {
            bytes.AddRange([.. Number(least, 6), .. Number(most, 6)]);
        }

        bytes.AddRange(Numbers(words["unlistedMsat"]).SelectMany(msat => Number(msat, 6)));
        for (int i = 0; i < 2; i++)
        {
            string[] offset = i < offsets.Length ? offsets[i].Split(':') : ["0", "0"];
            bytes.AddRange([.. Number(long.Parse(offset[0], CultureInfo.InvariantCulture), 4), .. Number(long.Parse(offset[1], CultureInfo.InvariantCulture), 6)]);
        }

        foreach (string[] entry in words["entries"].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(':')))
        {
            long expiry = long.Parse(entry[2], CultureInfo.InvariantCulture) + (entry[3] == "in" ? 1L << 31 : 0);
            long states = Numbers(entry[4]).Select((state, column) => state << (2 * column)).Sum();
            bytes.AddRange([.. Convert.FromHexString(entry[0]), .. Number(long.Parse(entry[1], CultureInfo.InvariantCulture), 6), .. Number(expiry, 4), .. Number(states, 2)]);
        }

        return [.. bytes];
    }

    // The states of an entry by column: 0 not on it yet, 1 in flight, 2 the receiver has it, 3 the sender has it again.
    private static IEnumerable<(string Name, HtlcTable Table, string[] Entries)> Tables()
    {
        HtlcTable table = Sample.Fresh(Start).WithNumbers(1, 1);
        yield return ("fresh", table, []);
        table = Sample.Round(table, s_both, Start - 10_000).WithNumbers(2, 2);
        yield return ("inFlight", table, [Entry(1, "10000:600000:out:0/1/0/1/0"), Entry(2, "2500:600010:in:0/1/0/1/0")]);
        HtlcTable paid = Sample.Step(table, HtlcTable.Newest, [], Start - 10_000).WithNumbers(3, 2);
        yield return ("paidOnOneSide", paid, [Entry(1, "10000:600000:out:1/2/0/1/0"), Entry(2, "2500:600010:in:1/3/0/1/0")]);
        yield return ("pending", Sample.Step(paid, HtlcTable.Pending, [], Start - 10_000), [Entry(1, "10000:600000:out:1/2/0/1/2"), Entry(2, "2500:600010:in:1/3/0/1/3")]);
        HtlcTable unlisted = Sample.Step(Sample.Fresh(Start), HtlcTable.Newest, [], Start - 50_000);
        yield return ("unlisted", unlisted, []);
        yield return ("broughtUnlisted", Sample.Step(Sample.Fresh(Start), HtlcTable.Pending, [], Start + 50_000), []);
        yield return ("oneOffset", table.WithOffset(0x01020304, -70_000), [Entry(1, "10000:600000:out:0/1/0/1/0"), Entry(2, "2500:600010:in:0/1/0/1/0")]);
        yield return ("twoOffsets", Sample.Fresh(Start).WithOffset(0x01020304, -1).WithOffset(0xfffefdfc, 4_000_000_000), []);
    }

    private static string Entry(byte hash, string words) => Hex.Text(Sample.Out(hash, 0, 0).PaymentHash) + ":" + words;

    private static IEnumerable<string> Offsets(HtlcTable table) =>
        new uint[] { 0x01020304, 0xfffefdfc }.Where(table.HasOffset).Select(funding => funding + ":" + table.OffsetSat(funding));

    private static string Columns(int first, Func<int, long> value) => string.Join('/', Enumerable.Range(first, HtlcTable.Columns - first).Select(value));

    private static long[] Numbers(string words) => [.. words.Split('/').Select(word => long.Parse(word, CultureInfo.InvariantCulture))];

    private static byte[] Number(long value, int length)
    {
        byte[] all = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(all, value);
        return all[^length..];
    }
}
