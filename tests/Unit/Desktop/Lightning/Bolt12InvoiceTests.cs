using System.Globalization;
using System.Text;
using Holdfast.Bytes;
using Holdfast.Crypto;
using Holdfast.Lightning;

namespace Holdfast.Unit.Desktop.Lightning;

/// <summary>BOLT 12 invoices that the holder is asked to pay: one of a real node, and one thing wrong at a time.</summary>
[TestClass]
public class Bolt12InvoiceTests
{
    private static readonly Secp256k1 s_curve = Secp256k1.Software();

    [TestMethod]
    public void ARealNodesInvoiceIsReadAndItsSignatureIsGood()
    {
        string[] line = VectorFile.Read("bolt12.txt").Single(line => line[0] == "invoice");
        byte[] stream = Bolt12Text.Stream(Encoding.ASCII.GetBytes(line[8]), "lni1"u8.ToArray());
        Assert.AreEqual(line[1], Hex.Text(TestBolt12.Regtest));
        Bolt12Invoice invoice = Read(stream);
        Assert.AreEqual(ulong.Parse(line[2], CultureInfo.InvariantCulture), invoice.AmountMsat);
        Assert.AreEqual(ulong.Parse(line[3], CultureInfo.InvariantCulture), invoice.CreatedAt);
        Assert.AreEqual(ulong.Parse(line[4], CultureInfo.InvariantCulture), invoice.ExpirySeconds);
        Assert.AreEqual(line[5], Hex.Text(invoice.PaymentHash));
        Assert.AreEqual(line[6], Hex.Text(invoice.PayeeBy(s_curve)));
        Assert.AreEqual(line[7], Hex.Text(invoice.Description));
        Assert.IsFalse(invoice.IsBlinded);
        Malformed(() => Bolt12Invoice.Read(stream, TestBolt12.Bitcoin, TestBolt12.Bitcoin));
    }

    [TestMethod]
    public void ASignatureIsOfThisInvoiceThisKeyAndThisName()
    {
        Assert.AreEqual(Hex.Text(TestBolt12.Payee), Hex.Text(Read(TestBolt12.Of(1).Stream()).PayeeBy(s_curve)));
        TestBolt12 invoice = TestBolt12.Of(1);
        byte[] other = [.. Enumerable.Repeat((byte)9, 32)];
        Malformed(() => Read(invoice.Stream("invoice", other)).PayeeBy(s_curve));
        Malformed(() => Read(invoice.Stream("invoice_request", invoice.Secret)).PayeeBy(s_curve));

        // Before it is signed, an invoice has no payee, but a root.
        byte[] stream = invoice.Stream();
        Bolt12Invoice unsigned = Read(stream[..^66]);
        Assert.AreEqual(Hex.Text(Read(stream).Merkle), Hex.Text(unsigned.Merkle));
        Malformed(() => unsigned.PayeeBy(s_curve));
        Malformed(() => Read(invoice.With(176, [4, .. TestBolt12.Payee[1..]]).With(22, [4, .. TestBolt12.Payee[1..]]).Stream()).PayeeBy(s_curve));
    }

    [TestMethod]
    public void EveryChangedByteIsAnotherInvoiceOrNone()
    {
        byte[] stream = TestBolt12.Of(1).Stream();
        for (int i = 0; i < stream.Length; i++)
        {
            byte[] changed = [.. stream];
            changed[i] ^= 1;
            Malformed(() => Read(changed).PayeeBy(s_curve));
            byte[] cut = stream[..i];
            Malformed(() => Read(cut).PayeeBy(s_curve));
        }
    }

    [TestMethod]
    public void EachFieldThatCountsHasToBeThere()
    {
        foreach (ulong type in (ulong[])[80, 160, 162, 164, 168, 170, 176])
        {
            Malformed(() => Read(TestBolt12.Of(1).Without(type).Stream()));
        }

        foreach (ulong type in (ulong[])[0, 10, 22, 82, 88])
        {
            Read(TestBolt12.Of(1).Without(type).Stream()).PayeeBy(s_curve);
        }

        Assert.IsNull(Read(TestBolt12.Of(1).Without(10).Stream()).Description);
        Assert.IsTrue(Read(TestBolt12.Of(1).Without(22).Stream()).IsBlinded);
    }

    [TestMethod]
    public void EachFieldIsReadStrictly()
    {
        byte[] key = s_curve.PublicKey([.. Enumerable.Repeat((byte)7, 32)]);
        (ulong Type, byte[] Value)[] wrong =
        [
            (22, key), (22, key[1..]), (80, TestBolt12.Bitcoin), (80, [.. TestBolt12.Regtest, .. TestBolt12.Bitcoin]), (80, []), (82, TestBolt12.Number(TestBolt12.Amount + 1)),
            (82, [0, .. TestBolt12.Number(TestBolt12.Amount)]), (160, []), (162, []), (164, []), (164, [0, 1]), (164, TestBolt12.Number((1ul << 40) + 1)), (166, [1, 0, 0, 0, 0]),
            (168, new byte[31]), (168, new byte[33]), (170, TestBolt12.Number(TestBolt12.Amount - 1)), (170, [0, .. TestBolt12.Number(TestBolt12.Amount)]), (170, new byte[9]),
            (174, [1]), (174, [4, 0, 0]), (174, [0x40, 0, 0, 0, 0, 0, 0, 0]), (176, key), (176, [.. key, 0]),
        ];
        foreach ((ulong type, byte[] value) in wrong)
        {
            Malformed(() => Read(TestBolt12.Of(1).With(type, value).Stream()));
        }

        (ulong Type, byte[] Value)[] right =
        [
            (164, TestBolt12.Number(1ul << 40)), (166, []), (166, [1]), (166, [255, 255, 255, 255]), (174, []), (174, [3, 0, 0]), (174, [0xaa, 0xaa, 0xaa]),
        ];
        foreach ((ulong type, byte[] value) in right)
        {
            Read(TestBolt12.Of(1).With(type, value).Stream()).PayeeBy(s_curve);
        }

        Assert.AreEqual(uint.MaxValue, Read(TestBolt12.Of(1).With(166, 255, 255, 255, 255).Stream()).ExpirySeconds);
        Assert.AreEqual(ulong.MaxValue, Read(TestBolt12.Of(1, msat: ulong.MaxValue).Stream()).AmountMsat);
    }

    [TestMethod]
    public void UnknownFieldsAreOddAndThereIsOneSignature()
    {
        foreach (ulong type in (ulong[])[89, 91, 165, 239, 1001, 1_000_000_001, 3_000_000_001, ulong.MaxValue])
        {
            Read(TestBolt12.Of(1).With(type, 1, 2).Stream()).PayeeBy(s_curve);
        }

        foreach (ulong type in (ulong[])[24, 78, 92, 158, 178, 238, 241, 242, 999, 1000, 1002, 1_000_000_002, ulong.MaxValue - 1, (1ul << 32) + 10, (1ul << 32) + 22])
        {
            Malformed(() => Read(TestBolt12.Of(1).With(type, 1, 2).Stream()));
        }
    }

    [TestMethod]
    public void AnInvoiceWithoutAChainIsOfTheMainNetwork()
    {
        byte[] stream = TestBolt12.Of(1).Without(80).Stream();
        Bolt12Invoice.Read(stream, TestBolt12.Bitcoin, TestBolt12.Bitcoin).PayeeBy(s_curve);
        Malformed(() => Read(stream));
    }

    private static Bolt12Invoice Read(byte[] stream) => Bolt12Invoice.Read(stream, TestBolt12.Regtest, TestBolt12.Bitcoin);

    private static void Malformed(Action action) => Expect.Throws(typeof(MalformedException), action);
}
