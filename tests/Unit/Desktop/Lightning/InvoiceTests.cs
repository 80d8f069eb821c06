using System.Globalization;
using System.Text;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;
using Holdfast.Unit.Desktop.Vectors;

namespace Holdfast.Unit.Desktop.Lightning;

/// <summary>Invoices that the holder is asked to pay: the examples of BOLT 11, and one thing wrong at a time.</summary>
[TestClass]
public class InvoiceTests
{
    private static readonly Secp256k1 s_curve = Secp256k1.Software();
    private static readonly byte[] s_regtest = Encoding.ASCII.GetBytes("bcrt");

    [TestMethod]
    public void TheExamplesOfThePageAreRead()
    {
        string payee = VectorFile.Read("bolt11.txt").Single(line => line[0] == "payee")[1];
        string[][] good = [.. VectorFile.Read("bolt11.txt").Where(line => line[0] == "good")];
        Assert.AreEqual(15, good.Length);
        foreach (string[] line in good)
        {
            byte[] text = Encoding.ASCII.GetBytes(line[8]);
            Invoice invoice = Invoice.Read(text, Encoding.ASCII.GetBytes(line[2]));
            Assert.AreEqual(ulong.Parse(line[3], CultureInfo.InvariantCulture), invoice.AmountMsat, line[1]);
            Assert.AreEqual(ulong.Parse(line[4], CultureInfo.InvariantCulture), invoice.Timestamp, line[1]);
            Assert.AreEqual(ulong.Parse(line[5], CultureInfo.InvariantCulture), invoice.ExpirySeconds, line[1]);
            Assert.AreEqual(line[6], Hex.Text(invoice.PaymentHash), line[1]);
            Assert.AreEqual(line[7], invoice.Description == null ? "-" : Hex.Text(invoice.Description), line[1]);
            Assert.AreEqual(line[1] == "highS" ? Hex.Text(invoice.PayeeBy(s_curve)) : payee, Hex.Text(invoice.PayeeBy(s_curve)), line[1]);
            Expect.Throws(typeof(MalformedException), () => Invoice.Read(text, s_regtest));
        }
    }

    [TestMethod]
    public void TheInvalidExamplesOfThePageAreMalformed()
    {
        string[][] bad = [.. VectorFile.Read("bolt11.txt").Where(line => line[0] == "bad")];
        Assert.AreEqual(11, bad.Length);
        foreach (string[] line in bad)
        {
            Expect.Throws(typeof(MalformedException), () => Invoice.Read(Encoding.ASCII.GetBytes(line[2]), Encoding.ASCII.GetBytes("bc")).PayeeBy(s_curve));
        }
    }

    [TestMethod]
    public void EveryPrefixAndEveryChangedLetterIsMalformed()
    {
        byte[] text = TestInvoice.Of(1).Text();
        Invoice.Read(text, s_regtest);
        for (int i = 0; i < text.Length; i++)
        {
            byte[] changed = [.. text];
            changed[i] = changed[i] == (byte)'q' ? (byte)'p' : (byte)'q';
            Malformed(changed);
            Malformed(text[..i]);
        }

        Malformed([.. text, (byte)'q']);
        Malformed(new byte[Invoice.TextBytesMax + 1]);
        Malformed([]);
    }

    [TestMethod]
    public void CapitalsAreTheSameInvoiceAndAMixtureIsNone()
    {
        byte[] text = TestInvoice.Of(1).Text();
        byte[] capitals = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(text).ToUpperInvariant());
        Assert.AreEqual(Hex.Text(TestInvoice.Payee), Hex.Text(Invoice.Read(capitals, s_regtest).PayeeBy(s_curve)));
        capitals[^1] = text[^1] is >= (byte)'0' and <= (byte)'9' ? capitals[^1] : text[^1];
        capitals[0] = (byte)'l';
        Malformed(capitals);
    }

    [TestMethod]
    [DataRow("lnbcrt", 0ul)]
    [DataRow("lnbcrt1", 100_000_000_000ul)]
    [DataRow("lnbcrt1m", 100_000_000ul)]
    [DataRow("lnbcrt1u", 100_000ul)]
    [DataRow("lnbcrt1n", 100ul)]
    [DataRow("lnbcrt10p", 1ul)]
    [DataRow("lnbcrt21000000", 2_100_000_000_000_000_000ul)]
    [DataRow("lnbcrt21000000000000000n", 2_100_000_000_000_000_000ul)]
    public void AmountsAreMillisatoshi(string prefix, ulong msat) => Assert.AreEqual(msat, Invoice.Read(TestInvoice.Of(1, prefix: prefix).Text(), s_regtest).AmountMsat);

    /// <summary>Nothing overflows: one more than all bitcoin, the largest numbers, and what is no number.</summary>
    [TestMethod]
    [DataRow("lnbcrt21000001")]
    [DataRow("lnbcrt184467440737")]
    [DataRow("lnbcrt9999999999999999999")]
    [DataRow("lnbcrt9999999999999999999m")]
    [DataRow("lnbcrt18446744073709551616n")]
    [DataRow("lnbcrt11p")]
    [DataRow("lnbcrt0")]
    [DataRow("lnbcrt01m")]
    [DataRow("lnbcrtm")]
    [DataRow("lnbcrt1x")]
    [DataRow("lnbcrt-1m")]
    [DataRow("lnbc1m")]
    [DataRow("lntb1m")]
    [DataRow("lnbcr1m")]
    [DataRow("bcrt1m")]
    [DataRow("")]
    public void OtherAmountsAndNetworksAreMalformed(string prefix) => Malformed(TestInvoice.Of(1, prefix: prefix).Text());

    [TestMethod]
    public void OneBrokenFieldAtATime()
    {
        byte[] hash = new byte[32];
        Malformed(TestInvoice.Of(1).Add(1, hash).Text());
        Malformed(TestInvoice.Of(1).Without(1).Text());
        Malformed(TestInvoice.Of(1).Without(16).Text());
        Malformed(TestInvoice.Of(1).Without(13).Text());
        Malformed(TestInvoice.Of(1).Add(23, hash).Text());
        Malformed(TestInvoice.Of(1).Add(13, [1]).Text());
        Malformed(TestInvoice.Of(1).Without(1).AddGroups(1, new byte[51]).Text());
        Malformed(TestInvoice.Of(1).Without(1).AddGroups(1, [.. new byte[51], 1]).Text());
        Malformed(TestInvoice.Of(1).Without(13).AddGroups(13, 31).Text());
        Malformed(TestInvoice.Of(1).AddGroups(6, 1).AddGroups(6, 1).Text());
        Malformed(TestInvoice.Of(1).AddGroups(6).Text());
        Malformed(TestInvoice.Of(1).AddGroups(6, 0, 1).Text());
        Malformed(TestInvoice.Of(1).AddGroups(6, [.. Enumerable.Repeat((byte)31, 13)]).Text());
        Malformed(TestInvoice.Of(1).AddGroups(5, 16).AddGroups(5, 16).Text());
        Assert.AreEqual((1ul << 60) - 1, Invoice.Read(TestInvoice.Of(1).AddGroups(6, [.. Enumerable.Repeat((byte)31, 12)]).Text(), s_regtest).ExpirySeconds);
        Assert.AreEqual(33ul, Invoice.Read(TestInvoice.Of(1).AddGroups(6, 1, 1).Text(), s_regtest).ExpirySeconds);
        Assert.IsNull(Invoice.Read(TestInvoice.Of(1).Without(13).Add(23, hash).Text(), s_regtest).Description);
        Assert.AreEqual(0, Invoice.Read(TestInvoice.Of(1, "").Text(), s_regtest).Description.Length);
    }

    [TestMethod]
    public void AnEvenFeatureThatIsNotKnownIsMalformedAndAnOddOneIsNot()
    {
        int[] known = [8, 14, 16, 24, 48];
        for (int bit = 0; bit < 120; bit++)
        {
            byte[] groups = new byte[(bit / 5) + 1];
            groups[0] = (byte)(1 << (bit % 5));
            TestInvoice invoice = TestInvoice.Of(1).AddGroups(5, groups);
            if (bit % 2 == 0 && !known.Contains(bit))
            {
                Malformed(invoice.Text());
            }
            else
            {
                Invoice.Read(invoice.Text(), s_regtest);
            }
        }
    }

    [TestMethod]
    public void ThePayeeIsWhoseKeySigned()
    {
        Assert.AreEqual(Hex.Text(TestInvoice.Payee), Hex.Text(Payee(TestInvoice.Of(1).Text())));
        Assert.AreEqual(Hex.Text(TestInvoice.Payee), Hex.Text(Payee(TestInvoice.Of(1).Add(19, TestInvoice.Payee).Text())));

        // Another's key in the field, no key, a signature that is no one's, and a high s beside a key.
        byte[] other = s_curve.PublicKey([.. Enumerable.Repeat((byte)7, 32)]);
        Expect.Throws(typeof(MalformedException), () => Payee(TestInvoice.Of(1).Add(19, other).Text()));
        Expect.Throws(typeof(MalformedException), () => Payee(TestInvoice.Of(1).Add(19, new byte[33]).Text()));
        Expect.Throws(typeof(MalformedException), () => Payee(TestInvoice.Of(1).Text(signature => [.. signature[..64], 4])));
        Expect.Throws(typeof(MalformedException), () => Payee(TestInvoice.Of(1).Text(signature => new byte[65])));
        Expect.Throws(typeof(MalformedException), () => Payee(TestInvoice.Of(1).Add(19, TestInvoice.Payee).Text(HighS)));
        Assert.AreEqual(Hex.Text(TestInvoice.Payee), Hex.Text(Payee(TestInvoice.Of(1).Text(HighS))));
    }

    private static byte[] HighS(byte[] signature) => [.. signature[..32], .. s_curve.NegateSecret(signature[32..64]), (byte)(signature[64] ^ 1)];

    private static byte[] Payee(byte[] text) => Invoice.Read(text, s_regtest).PayeeBy(s_curve);

    private static void Malformed(byte[] text) => Expect.Throws(typeof(MalformedException), () => Invoice.Read(text, s_regtest));
}
