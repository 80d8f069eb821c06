using System.Text;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Desktop.Lightning;

/// <summary>BOLT 12's streams, texts and Merkle roots: the examples of the page, and what two readers could understand in two ways.</summary>
[TestClass]
public class Bolt12Tests
{
    private static readonly byte[] s_offer = "lno1"u8.ToArray();

    [TestMethod]
    public void TheExamplesHaveTheirRoots()
    {
        string[][] lines = [.. VectorFile.Read("bolt12.txt").Where(line => line[0] == "merkle")];
        Assert.AreEqual(4, lines.Length);
        foreach (string[] line in lines)
        {
            Assert.AreEqual(line[2], Hex.Text(Bolt12Merkle.Root(Hex.Bytes(line[3]))), line[1]);
        }
    }

    [TestMethod]
    public void TheExampleOfARequestIsSigned()
    {
        string[] line = VectorFile.Read("bolt12.txt").Single(line => line[0] == "request");
        byte[] stream = Bolt12Text.Stream(Encoding.ASCII.GetBytes(line[1]), "lnr1"u8.ToArray());
        byte[] root = Bolt12Merkle.Root(stream);
        Assert.AreEqual(line[2], Hex.Text(root));
        byte[] hash = MessageHash.Bolt12("invoice_request"u8.ToArray(), "signature"u8.ToArray(), root);
        Assert.IsTrue(Secp256k1.Software().VerifySchnorr(hash, Hex.Bytes(line[4]), Hex.Bytes(line[3])[1..]));
        Assert.IsTrue(Hex.Text(stream).EndsWith("f040" + line[4], StringComparison.Ordinal));
    }

    [TestMethod]
    public void EveryNumberOfFieldsHasTheRootThatThePageDraws()
    {
        Random random = new(12);
        for (int count = 1; count <= Bolt12Merkle.FieldsMax; count++)
        {
            SortedDictionary<ulong, byte[]> fields = [];
            while (fields.Count < count)
            {
                ulong type = random.Next(3) switch { 0 => (ulong)random.Next(240), 1 => (ulong)random.Next(1001, 70_000), _ => (ulong)random.NextInt64(1L << 40) };
                byte[] value = new byte[random.Next(60)];
                random.NextBytes(value);
                fields[Bolt12Merkle.IsSignature(type) ? 1 : type] = value;
            }

            byte[] stream = [.. fields.SelectMany(field => TestBolt12.Field(field.Key, field.Value))];
            string root = Hex.Text(TestBolt12.Root(fields));
            Assert.AreEqual(root, Hex.Text(Bolt12Merkle.Root(stream)), $"{count} fields");

            // Signatures change nothing, and everything else does.
            fields[240] = new byte[64];
            fields[1000] = [1];
            byte[] signed = [.. fields.SelectMany(field => TestBolt12.Field(field.Key, field.Value))];
            Assert.AreEqual(fields.First().Key == 240, root != Hex.Text(Bolt12Merkle.Root(signed)), $"{count} fields, signed");
            fields[239] = [];
            Assert.AreNotEqual(root, Hex.Text(TestBolt12.Root(fields)));
        }

        byte[] tooMany = [.. Enumerable.Range(0, Bolt12Merkle.FieldsMax + 1).SelectMany(type => TestBolt12.Field((ulong)type, []))];
        Malformed(() => Bolt12Merkle.Root(tooMany));
        Malformed(() => Bolt12Merkle.Root([]));
        Malformed(() => Bolt12Merkle.Root(TestBolt12.Field(240, new byte[64])));
        Bolt12Merkle.Root(TestBolt12.Field(1, new byte[Bolt12Merkle.StreamBytesMax - 4]));
        Malformed(() => Bolt12Merkle.Root(TestBolt12.Field(1, new byte[Bolt12Merkle.StreamBytesMax - 3])));
    }

    [TestMethod]
    public void TheOffersOfThePageHaveTheirFields()
    {
        string[][] offers = [.. VectorFile.Read("bolt12.txt").Where(line => line[0] == "offer")];
        Assert.AreEqual(20, offers.Length);
        foreach (string[] line in offers)
        {
            Assert.AreEqual(line[3], Fields(Encoding.ASCII.GetBytes(line[2])), line[1]);
        }
    }

    [TestMethod]
    public void TheBrokenOnesOfThePageAreMalformed()
    {
        string[][] broken = [.. VectorFile.Read("bolt12.txt").Where(line => line[0] == "broken")];
        Assert.AreEqual(7, broken.Length);
        foreach (string[] line in broken)
        {
            Malformed(() => Fields(Encoding.ASCII.GetBytes(line[2])));
        }
    }

    [TestMethod]
    public void LettersCapitalsAndJoins()
    {
        string[][] texts = [.. VectorFile.Read("bolt12.txt").Where(line => line[0] == "text")];
        Assert.AreEqual(12, texts.Length);
        string first = Fields(Hex.Bytes(texts[0][2]));
        foreach (string[] line in texts)
        {
            byte[] text = Hex.Bytes(line[2]);
            if (line[1] == "good")
            {
                Assert.AreEqual(first, Fields(text));
                Assert.IsTrue(Bolt12Text.Begins(text, s_offer));
            }
            else
            {
                Malformed(() => Fields(text));
            }
        }

        foreach (string text in (string[])["", "l", "lno", "lni1pg", "lnbc1pg", "xlno1", "lno 1+"])
        {
            Assert.AreEqual(text == "lno 1+", Bolt12Text.Begins(Encoding.ASCII.GetBytes(text), s_offer), text);
            Malformed(() => Fields(Encoding.ASCII.GetBytes(text)));
        }

        Malformed(() => Fields(Encoding.ASCII.GetBytes("lno1pgqqb")));
        Malformed(() => Fields(Encoding.ASCII.GetBytes("lno1" + new string('q', Bolt12Text.TextBytesMax))));
    }

    [TestMethod]
    [DataRow("00", 0ul)]
    [DataRow("fc", 252ul)]
    [DataRow("fd00fd", 253ul)]
    [DataRow("fdffff", 65535ul)]
    [DataRow("fe00010000", 65536ul)]
    [DataRow("feffffffff", 4294967295ul)]
    [DataRow("ff0000000100000000", 4294967296ul)]
    [DataRow("ffffffffffffffffff", ulong.MaxValue)]
    public void TypesInTheirShortestForm(string type, ulong expected)
    {
        TlvReader reader = new(Hex.Bytes(type + "02abcd"));
        Assert.IsTrue(reader.Next());
        Assert.AreEqual(expected, reader.Type);
        Assert.AreEqual(type.Length / 2, reader.TypeBytes);
        Assert.AreEqual("abcd", Hex.Text(reader.Value(2)));
        Malformed(() => reader.Value(1));
        Assert.IsFalse(reader.Next());
        for (int length = 1; length < type.Length / 2 + 3; length++)
        {
            byte[] cut = Hex.Bytes(type + "02abcd")[..length];
            Malformed(() => new TlvReader(cut).Next());
        }
    }

    [TestMethod]
    [DataRow("fd00fc00")]
    [DataRow("fe0000ffff00")]
    [DataRow("ff00000000ffffffff00")]
    [DataRow("01fd000100")]
    [DataRow("01ffffffffffffffffff")]
    [DataRow("01ff8000000000000000")]
    [DataRow("01fe80000000")]
    [DataRow("fd")]
    [DataRow("fe000100")]
    [DataRow("01000100")]
    [DataRow("02000100")]
    public void AnythingElseIsMalformed(string stream) => Malformed(() =>
    {
        TlvReader reader = new(Hex.Bytes(stream));
        while (reader.Next())
        {
        }
    });

    [TestMethod]
    public void NumbersHaveNoZerosInFront()
    {
        foreach ((string value, ulong expected) in ((string, ulong)[])[("", 0), ("01", 1), ("ff", 255), ("0100", 256), ("ffffffffffffffff", ulong.MaxValue)])
        {
            Assert.AreEqual(expected, Number(value, 8));
        }

        foreach ((string value, int bytesMax) in ((string, int)[])[("00", 8), ("0001", 8), ("010000000000000000", 8), ("0100000000", 4)])
        {
            Malformed(() => Number(value, bytesMax));
        }
    }

    private static ulong Number(string value, int bytesMax)
    {
        TlvReader reader = new(TestBolt12.Field(1, Hex.Bytes(value)));
        reader.Next();
        return reader.Number(bytesMax);
    }

    private static string Fields(byte[] text)
    {
        List<string> fields = [];
        TlvReader reader = new(Bolt12Text.Stream(text, s_offer));
        while (reader.Next())
        {
            fields.Add(reader.Type + "=" + Hex.Text(reader.Value()));
        }

        return string.Join(',', fields);
    }

    private static void Malformed(Action action) => Expect.Throws(typeof(MalformedException), action);
}
